"""Flask, behind gunicorn."""

import flask
import goals
import gunicorn.http.errors

app = flask.Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = goals.MAX_BODY
tenants = goals.read_tenants()


@app.before_request
def read_body():
    """Reads the body of what will be refused, too: gunicorn resets a connection that it closes with bytes unread, and
    a proxy in front would answer 502."""
    flask.request.get_data()


@app.post(goals.PATH)
def goal():
    """Takes a goal."""
    request = flask.request
    if request.mimetype != "application/json":
        return {"error": "the content type must be application/json"}, 415
    signatures = [value.encode("latin-1") for value in request.headers.getlist("X-LP-Goal-Signature")]
    domains = request.args.getlist("domain")
    if len(domains) != 1:
        return {"error": "one domain is needed"}, 400
    status, answer = goals.accept(tenants, domains[0], signatures, request.get_data())
    return answer, status


@app.errorhandler(goals.Refused)
def refused(refusal):
    """A refusal as JSON."""
    return {"error": refusal.text}, refusal.status


@app.errorhandler(413)
@app.errorhandler(404)
@app.errorhandler(405)
def not_a_goal(error):
    """What Flask refuses by itself, without its page."""
    return {"error": "not a goal"}, error.code


@app.errorhandler(gunicorn.http.errors.ParseException)
def cut_short(_):
    """gunicorn reads the body when Flask asks for it; a malformed chunk would be a 500."""
    return {"error": "the body is incomplete"}, 400
