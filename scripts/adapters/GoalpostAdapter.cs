// Glue between a C# SDK and Goalpost: adapter protocol, version 1.
//
// No packages; the C# that Mono's mcs knows, and .NET. Plugging in an SDK:
//
//     // AcmeAdapter.cs, beside GoalpostAdapter.cs
//     static class AcmeAdapter
//     {
//         static void Main()
//         {
//             new Goalpost.Adapter("acme-sdk")
//             {
//                 Sign = (goal, tenantId, secret) => new Goalpost.Signed(
//                     new Acme.Client(tenantId, secret).Sign(goal.EventName, goal.SessionId, goal.Amount)),
//             }.Serve();
//         }
//     }
//
// With .NET: dotnet build -o out && goalpost check -- dotnet out/AcmeAdapter.dll
// With Mono: mcs -out:acme.exe -r:System.Net.Http -r:System.Numerics *.cs && goalpost check -- mono acme.exe

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Goalpost
{
    /// <summary>The SDK rejected the goal, on purpose.</summary>
    public class Refused : Exception
    {
        public Refused(string why) : base(why) { }
    }

    /// <summary>The goal cannot be expressed in this language, or with the types of the SDK.</summary>
    public class Unsupported : Exception
    {
        public Unsupported(string why) : base(why) { }
    }

    /// <summary>The header's value and, if the SDK shows them, the bytes it covers: then a drift is shown in bytes.</summary>
    public sealed class Signed
    {
        internal readonly string Signature;
        internal readonly byte[] Canonical;

        public Signed(string signature, byte[] canonical = null)
        {
            Signature = signature;
            Canonical = canonical;
        }
    }

    /// <summary>Signs a goal; the secret is as the dashboard shows it.</summary>
    public delegate Signed Sign(Goal goal, string tenantId, string secret);

    /// <summary>
    /// Has the SDK POST the goal, with its own HTTP client, to
    /// endpoint + "/api/v1/track/pixel/goal?domain=" + domain, and returns the status of the answer.
    /// </summary>
    public delegate int Send(Goal goal, string endpoint, string domain, string tenantId, string secret);

    /// <summary>
    /// Is the server. Returns a dictionary with "status" and, where known, "ranked", "first_touch_bucket", "lag_seconds"
    /// and "body", the text of the answer. The tenant has "domain", "tenant_id" and "secret"; now is ISO 8601 text.
    /// </summary>
    public delegate Dictionary<string, object> Verify(Request request, Dictionary<string, object> tenant, string now);

    /// <summary>What the server got. The chars of a header's value are bytes.</summary>
    public sealed class Request
    {
        public string Method, Target;
        public List<KeyValuePair<string, string>> Headers = new List<KeyValuePair<string, string>>();
        public byte[] Body;

        internal Request(Dictionary<string, object> raw)
        {
            Method = (string)raw["method"];
            Target = (string)raw["target"];
            foreach (List<object> header in (List<object>)raw["headers"])
                Headers.Add(new KeyValuePair<string, string>((string)header[0], (string)header[1]));
            var hex = (string)raw["body"];
            Body = Enumerable.Range(0, hex.Length / 2).Select(i => Convert.ToByte(hex.Substring(2 * i, 2), 16)).ToArray();
        }
    }

    /// <summary>
    /// What the caller passed. Raw is all of it, for an SDK that takes dictionaries: what was not passed is not in it, an
    /// integer is a long (a BigInteger beyond its range), any other number a double. The other properties are for an
    /// SDK with typed parameters: null is what was not passed, or null; each throws Unsupported when the goal as a
    /// whole does not fit them, so an adapter need not check anything.
    /// </summary>
    public sealed class Goal
    {
        private bool fits;

        internal Goal(object fields)
        {
            Raw = fields as Dictionary<string, object>;
            Require(Raw != null, "a goal that is no object");
        }

        public Dictionary<string, object> Raw { get; }

        public string EventName => Text("event_name");
        public string SessionId => Text("session_id");
        public string FirstTouchBucket => Text("first_touch_bucket");
        public string FirstTouchTs => Text("first_touch_ts");
        public string Currency => (string)Property("currency");
        public string Plan => (string)Property("plan");

        public double? Value
        {
            get
            {
                var value = Property("value");
                if (value == null) return null;
                return value is BigInteger ? (double)(BigInteger)value : Convert.ToDouble(value, CultureInfo.InvariantCulture);
            }
        }

        /// <summary>The value as the decimal that it looks like.</summary>
        public decimal? Amount
        {
            get
            {
                if (Value == null) return null;
                var value = Value.Value;
                const string Why = "decimal does not hold this value";
                Require(Math.Abs(value) < 1e28, Why); // NaN is not
                var text = value.ToString("R", CultureInfo.InvariantCulture);
                var amount = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                Require((double)amount == value && (value != 0 || 1 / value > 0), Why);
                return amount;
            }
        }

        private string Text(string field)
        {
            Fit();
            return (string)Field(field);
        }

        private object Property(string name)
        {
            Fit();
            object value = null;
            (Field("properties") as Dictionary<string, object>)?.TryGetValue(name, out value);
            return value;
        }

        private object Field(string name)
        {
            Raw.TryGetValue(name, out var value);
            return value;
        }

        // Each reason is one of a few texts, since Goalpost counts by them.
        private void Fit()
        {
            if (fits) return;
            Require(Field("event_name") is string, "event_name is not text");
            foreach (var field in new[] { "session_id", "first_touch_bucket", "first_touch_ts" })
                Require(Field(field) == null || Field(field) is string, field + " is not text");
            var given = Field("properties");
            var properties = given as Dictionary<string, object>;
            Require(given == null || properties != null, "properties are no object");
            foreach (var property in properties ?? new Dictionary<string, object>())
            {
                var value = property.Value;
                if (property.Key == "value")
                {
                    Require(value == null || value is long || value is double || value is BigInteger, "value is not a number");
                    continue;
                }
                Require(property.Key == "currency" || property.Key == "plan", "a property that has no parameter");
                Require(value == null || value is string, property.Key + " is not text");
            }
            fits = true;
        }

        private static void Require(bool holds, string otherwise)
        {
            if (!holds) throw new Unsupported(otherwise);
        }
    }

    /// <summary>
    /// Plugs an SDK in. Refused is thrown for a goal that the SDK rejects on purpose, Unsupported for one that C# cannot
    /// express. Anything else that is thrown counts as broken, unless its class is among the refusals.
    /// </summary>
    public sealed class Adapter
    {
        private readonly string name;

        public Adapter(string name)
        {
            this.name = name;
        }

        public string Version { get; set; } = "";
        public Sign Sign { get; set; }
        public Send Send { get; set; }
        public Verify Verify { get; set; }

        /// <summary>What the SDK throws to reject a goal on purpose.</summary>
        public Type[] Refusals { get; set; } = new Type[0];

        /// <summary>Answers requests on stdin until it ends. What the SDK prints goes to stderr.</summary>
        public void Serve()
        {
            // Requests are ASCII by contract.
            var lines = new StreamReader(Console.OpenStandardInput(), Encoding.GetEncoding("iso-8859-1"), false, 1 << 16);
            var replies = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
            Console.SetOut(Console.Error);
            string line;
            while ((line = lines.ReadLine()) != null)
            {
                if (line.Trim() == "") continue;
                replies.Write(Json.Write(Answer(line)) + "\n");
                replies.Flush();
            }
        }

        private Dictionary<string, object> Answer(string line)
        {
            Dictionary<string, object> request;
            try
            {
                request = Json.Read(line) as Dictionary<string, object> ?? throw new FormatException("not an object");
            }
            catch (Exception e)
            {
                return new Dictionary<string, object> { ["id"] = null, ["error"] = "not a request: " + e.Message };
            }
            Func<string, object> given = key => request.TryGetValue(key, out var value) ? value : null;
            Func<string, string> words = key => (string)given(key);
            var op = given("op") as string;
            if (op == "hello") return Hello();

            Dictionary<string, object> reply;
            if (op == "sign" && Sign != null && request.ContainsKey("goals"))
                reply = Outcome(() => new Dictionary<string, object>
                {
                    ["outcomes"] = ((List<object>)given("goals")).Select(
                        goal => Brief(Outcome(() => SignedGoal(goal, words("tenant_id"), words("secret"))))).ToList(),
                });
            else if (op == "sign" && Sign != null)
                reply = Outcome(() => SignedGoal(given("goal"), words("tenant_id"), words("secret")));
            else if (op == "send" && Send != null)
                reply = Outcome(() => new Dictionary<string, object>
                {
                    ["status"] = Send(new Goal(given("goal")), words("endpoint"), words("domain"), words("tenant_id"), words("secret")),
                });
            else if (op == "verify" && Verify != null)
                reply = Outcome(() => Verify(
                    new Request((Dictionary<string, object>)given("request")), (Dictionary<string, object>)given("tenant"), words("now")));
            else
                reply = new Dictionary<string, object> { ["unsupported"] = "no such op: " + op };
            reply["id"] = given("id");
            return reply;
        }

        private Dictionary<string, object> Hello()
        {
            var ops = new List<object>();
            if (Sign != null) ops.Add("sign");
            if (Send != null) ops.Add("send");
            if (Verify != null) ops.Add("verify");
            return new Dictionary<string, object>
            {
                ["protocol"] = 1,
                ["name"] = name,
                ["version"] = Version,
                ["runtime"] = RuntimeInformation.FrameworkDescription.Split('(')[0].Trim(),
                ["ops"] = ops,
                ["features"] = new List<object> { "batch", "lone_surrogates", "non_finite" },
                ["window"] = 64,
            };
        }

        private Dictionary<string, object> SignedGoal(object goal, string tenantId, string secret)
        {
            var signed = Sign(new Goal(goal), tenantId, secret);
            var reply = new Dictionary<string, object> { ["signature"] = signed.Signature };
            if (signed.Canonical != null)
                reply["canonical"] = string.Concat(signed.Canonical.Select(b => b.ToString("x2")));
            return reply;
        }

        // In a batch a signature stands alone; Goalpost asks again for the bytes where it needs them.
        private static object Brief(Dictionary<string, object> one) => one.TryGetValue("signature", out var alone) ? alone : one;

        // What an act returns, or what it threw, as the members of a reply.
        private Dictionary<string, object> Outcome(Func<Dictionary<string, object>> act)
        {
            try
            {
                return act();
            }
            catch (Unsupported e)
            {
                return new Dictionary<string, object> { ["unsupported"] = e.Message };
            }
            catch (Exception thrown)
            {
                // What a Task threw comes wrapped where it was waited for with Result.
                var e = (thrown as AggregateException)?.InnerException ?? thrown;
                var refused = e is Refused || Refusals.Any(kind => kind.IsInstanceOfType(e));
                return new Dictionary<string, object>
                {
                    [refused ? "refused" : "error"] = refused ? e.GetType().Name + ": " + e.Message : e.ToString(),
                };
            }
        }
    }

    /// <summary>JSON with what this protocol needs: numbers that stay apart, and halves of surrogate pairs.</summary>
    internal sealed class Json
    {
        private const int Deepest = 500;
        private static readonly Regex Number = new Regex(@"\G-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?");

        private readonly string text;
        private int at;

        private Json(string text)
        {
            this.text = text;
        }

        public static object Read(string text)
        {
            var json = new Json(text);
            var value = json.Value(0);
            json.Blanks();
            return json.at == text.Length ? value : throw json.Wrong();
        }

        private object Value(int depth)
        {
            if (depth > Deepest) throw Wrong();
            Blanks();
            switch (Peek())
            {
                case '{': return Object(depth);
                case '[': return Array(depth);
                case '"': return String();
                case 't': return Word("true", true);
                case 'f': return Word("false", false);
                case 'n': return Word("null", null);
                default: return AnyNumber();
            }
        }

        private object Object(int depth)
        {
            var members = new Dictionary<string, object>();
            if (OpensEmpty('}')) return members;
            do
            {
                Blanks();
                var key = String();
                Blanks();
                Expect(':');
                members[key] = Value(depth + 1);
            } while (GoesOn('}'));
            // The spelling of a number that JSON does not have.
            if (members.Count == 1 && members.TryGetValue("$number", out var number) && number is string)
                return double.Parse((string)number, CultureInfo.InvariantCulture);
            return members;
        }

        private object Array(int depth)
        {
            var items = new List<object>();
            if (OpensEmpty(']')) return items;
            do
                items.Add(Value(depth + 1));
            while (GoesOn(']'));
            return items;
        }

        private bool OpensEmpty(char close)
        {
            at++;
            Blanks();
            if (Peek() != close) return false;
            at++;
            return true;
        }

        private bool GoesOn(char close)
        {
            Blanks();
            if (Peek() == ',')
            {
                at++;
                return true;
            }
            Expect(close);
            return false;
        }

        private string String()
        {
            Expect('"');
            var found = new StringBuilder();
            for (; Peek() != '"'; at++)
            {
                if (Peek() < ' ') throw Wrong();
                if (Peek() != '\\')
                {
                    found.Append(Peek());
                    continue;
                }
                at++;
                var plain = "\"\\/bfnrt".IndexOf(Peek());
                if (plain >= 0)
                {
                    found.Append("\"\\/\b\f\n\r\t"[plain]);
                    continue;
                }
                if (Peek() != 'u' || at + 4 >= text.Length) throw Wrong();
                found.Append((char)int.Parse(text.Substring(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                at += 4;
            }
            at++;
            return found.ToString();
        }

        private object AnyNumber()
        {
            var found = Number.Match(text, at);
            if (!found.Success) throw Wrong();
            at += found.Length;
            if (found.Groups[2].Success || found.Groups[3].Success) return Double(found.Value);
            var integer = BigInteger.Parse(found.Value, CultureInfo.InvariantCulture);
            return integer >= long.MinValue && integer <= long.MaxValue ? (object)(long)integer : integer;
        }

        private static double Double(string text)
        {
            try
            {
                var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                // .NET before 3.0 drops the sign of a zero.
                return number == 0 && text[0] == '-' ? -0.0 : number;
            }
            catch (OverflowException) // before .NET 3.0
            {
                return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            }
        }

        private object Word(string word, object value)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Wrong();
            at += word.Length;
            return value;
        }

        private void Expect(char wanted)
        {
            if (Peek() != wanted) throw Wrong();
            at++;
        }

        private char Peek() => at < text.Length ? text[at] : '\0';

        private void Blanks()
        {
            while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0) at++;
        }

        private FormatException Wrong() => new FormatException("not JSON at character " + at);

        /// <summary>In ASCII.</summary>
        public static string Write(object value)
        {
            var json = new StringBuilder();
            Write(json, value);
            return json.ToString();
        }

        private static void Write(StringBuilder json, object value)
        {
            var members = value as IDictionary<string, object>;
            if (value == null || value is bool)
            {
                json.Append(value == null ? "null" : (bool)value ? "true" : "false");
            }
            else if (value is string)
            {
                Quote(json, (string)value);
            }
            else if (members != null)
            {
                json.Append('{');
                foreach (var member in members)
                {
                    if (json[json.Length - 1] != '{') json.Append(',');
                    Quote(json, member.Key);
                    json.Append(':');
                    Write(json, member.Value);
                }
                json.Append('}');
            }
            else if (value is IEnumerable)
            {
                json.Append('[');
                foreach (var item in (IEnumerable)value)
                {
                    if (json[json.Length - 1] != '[') json.Append(',');
                    Write(json, item);
                }
                json.Append(']');
            }
            else
            {
                json.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        private static void Quote(StringBuilder json, string text)
        {
            json.Append('"');
            foreach (var unit in text)
            {
                if (unit >= ' ' && unit <= '~' && unit != '"' && unit != '\\')
                    json.Append(unit);
                else
                    json.Append("\\u").Append(((int)unit).ToString("x4"));
            }
            json.Append('"');
        }
    }
}
