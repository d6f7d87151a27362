from decimal import Decimal
from typing import Optional

from pydantic import BaseModel

class Properties(BaseModel):
    currency: Optional[str] = None
    plan: Optional[str] = None
    value: Optional[Decimal] = None

class Payload(BaseModel):
    event_name: str
    first_touch_bucket: Optional[str] = None
    first_touch_ts: Optional[str] = None
    properties: Properties
    session_id: Optional[str] = ""
    tenant_id: str

def canonical(tenant_id, event_name, session_id=None, value=None, currency=None, plan=None,
              first_touch_bucket=None, first_touch_ts=None):
    payload = Payload(
        tenant_id=tenant_id, event_name=event_name, session_id=session_id,
        properties=Properties(currency=currency, plan=plan, value=value),
        first_touch_bucket=first_touch_bucket, first_touch_ts=first_touch_ts)
    return payload.model_dump_json(exclude_none=True).encode()
