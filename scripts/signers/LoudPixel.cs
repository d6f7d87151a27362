using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

/// <summary>
/// Signs conversions and sends them to LoudPixel. .NET Framework 4.6.1 and later, .NET, Mono; no packages.
/// <code>
/// var pixel = new LoudPixel("yoursite.com", "your-tenant-uuid", Environment.GetEnvironmentVariable("LP_PIXEL_SECRET"));
/// await pixel.TrackConversionAsync(new Conversion { EventName = "purchase", Value = 99m, Currency = "EUR" });
/// </code>
/// </summary>
public sealed class LoudPixel
{
    // One for all: it holds a pool of connections.
    private static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string url;
    private readonly string tenantId;
    private readonly byte[] key;

    public LoudPixel(string domain, string tenantId, string secret, string endpoint = "https://loudpixel.ai")
    {
        // \z, as $ lets a newline pass.
        if (!Regex.IsMatch(secret ?? "", @"\A([0-9A-Fa-f]{2})+\z"))
            throw new ArgumentException("the pixel secret must be an even number of hex digits");
        key = new byte[secret.Length / 2];
        for (var i = 0; i < key.Length; i++)
            key[i] = Convert.ToByte(secret.Substring(2 * i, 2), 16);
        this.tenantId = tenantId;
        url = endpoint + "/api/v1/track/pixel/goal?domain=" + Uri.EscapeDataString(domain);
    }

    /// <summary>Sends a conversion. Returns the HTTP status: 200 accepted, 400 contents, 401 signature.</summary>
    public async Task<int> TrackConversionAsync(Conversion conversion)
    {
        using (var request = new HttpRequestMessage(HttpMethod.Post, url))
        {
            request.Headers.Add("X-LP-Goal-Signature", Sign(conversion));
            request.Content = new StringContent(Json(conversion, false), Encoding.UTF8, "application/json");
            using (var response = await Http.SendAsync(request).ConfigureAwait(false))
                return (int)response.StatusCode;
        }
    }

    /// <summary>The value of the header X-LP-Goal-Signature.</summary>
    public string Sign(Conversion conversion)
    {
        using (var hmac = new HMACSHA256(key))
        {
            var mac = hmac.ComputeHash(Canonical(conversion));
            return BitConverter.ToString(mac).Replace("-", "").ToLowerInvariant();
        }
    }

    /// <summary>The signed bytes.</summary>
    public byte[] Canonical(Conversion conversion)
    {
        return Encoding.ASCII.GetBytes(Json(conversion, true));
    }

    // What is signed, and what is sent, from one place, so that the two cannot disagree. A JSON library would
    // write é as it is, or in capital digits, and the amount with as many decimals as it likes.
    private string Json(Conversion c, bool signed)
    {
        if (c.EventName == null)
            throw new ArgumentException("EventName is missing");
        // The server answers 400 to anything else.
        if (c.Value < 0 || c.Value > 10000 || c.Value % 0.01m != 0 && c.Value != null)
            throw new ArgumentException("Value must be 0 to 10000 with at most two decimals");

        // Keys in ascending order.
        var properties = new List<string>();
        if (c.Currency != null) properties.Add("\"currency\":" + Quote(c.Currency));
        if (c.Plan != null) properties.Add("\"plan\":" + Quote(c.Plan));
        if (c.Value != null)
        {
            var amount = c.Value.Value.ToString("F2", CultureInfo.InvariantCulture);
            properties.Add("\"value\":" + (signed ? Quote(amount) : amount)); // a number in the body
        }
        var goal = new List<string> { "\"event_name\":" + Quote(c.EventName) };
        if (!string.IsNullOrEmpty(c.FirstTouchBucket)) goal.Add("\"first_touch_bucket\":" + Quote(c.FirstTouchBucket));
        if (!string.IsNullOrEmpty(c.FirstTouchTs)) goal.Add("\"first_touch_ts\":" + Quote(c.FirstTouchTs));
        goal.Add("\"properties\":{" + string.Join(",", properties) + "}");
        goal.Add("\"session_id\":" + Quote(c.SessionId ?? ""));
        if (signed) goal.Add("\"tenant_id\":" + Quote(tenantId)); // the server knows it from the domain
        return "{" + string.Join(",", goal) + "}";
    }

    // A JSON string in ASCII: a char is a UTF-16 unit, and so is an escape.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            switch (unit)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\b': quoted.Append("\\b"); break;
                case '\t': quoted.Append("\\t"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\f': quoted.Append("\\f"); break;
                case '\r': quoted.Append("\\r"); break;
                default:
                    if (unit >= ' ' && unit <= '~')
                        quoted.Append(unit);
                    else
                        quoted.Append("\\u").Append(((int)unit).ToString("x4"));
                    break;
            }
        }
        return quoted.Append('"').ToString();
    }
}

/// <summary>What is null is not passed. An empty plan is sent and signed; an empty session or first touch is none.</summary>
public sealed class Conversion
{
    public string EventName { get; set; }
    public string SessionId { get; set; }
    /// <summary>0 to 10000, at most two decimals.</summary>
    public decimal? Value { get; set; }
    public string Currency { get; set; }
    public string Plan { get; set; }
    public string FirstTouchBucket { get; set; }
    public string FirstTouchTs { get; set; }
}
