"""FastAPI on uvicorn; a model says what a goal is made of, so contents are refused with 422 before the signature is
verified, as FastAPI does by itself. Personal data is 400, as the document says."""

import re
from typing import Annotated

import fastapi
import goals
import pydantic
from fastapi.responses import JSONResponse

app = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
tenants = goals.read_tenants()


class Properties(pydantic.BaseModel):
    """What a goal is about."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)
    value: Annotated[float | None, pydantic.Field(ge=0, le=10000, allow_inf_nan=False)] = None
    currency: Annotated[str | None, pydantic.Field(pattern="^[A-Z]{3}$")] = None
    plan: Annotated[str | None, pydantic.Field(max_length=50)] = None


class Goal(pydantic.BaseModel):
    """A goal."""

    model_config = pydantic.ConfigDict(extra="ignore", strict=True)
    event_name: Annotated[str, pydantic.Field(min_length=1, max_length=100)]
    session_id: str | None = None
    properties: Properties | None = None
    first_touch_bucket: str | None = None
    first_touch_ts: str | None = None


@app.post(goals.PATH)
async def goal(request: fastapi.Request, domain: str):
    """Takes a goal."""
    if not re.fullmatch(r"(?i)application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", request.headers.get("content-type", "")):
        raise goals.Refused(415, "the content type must be application/json")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > goals.MAX_BODY:
            raise goals.Refused(413, "the body is over 64 KiB")
    parsed = goals.parse(bytes(body))
    # Before the shape: the document demands the status of personal data.
    goals.refuse_personal_data(parsed.get("properties"))
    signatures = [value for name, value in request.headers.raw if name == b"x-lp-goal-signature"]
    try:
        Goal.model_validate(parsed)
    except pydantic.ValidationError:
        raise goals.Refused(422, "the goal has another shape") from None
    status, answer = goals.accept(tenants, domain, signatures, bytes(body))
    return JSONResponse(answer, status)


@app.exception_handler(goals.Refused)
async def refused(_, refusal):
    """A refusal as JSON."""
    return JSONResponse({"error": refusal.text}, refusal.status)


@app.exception_handler(fastapi.exceptions.RequestValidationError)
async def invalid(*_):
    """FastAPI's own answer repeats what was sent; this one does not."""
    return JSONResponse({"error": "one domain is needed"}, 422)
