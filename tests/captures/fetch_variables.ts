const signature: string = '89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368';
const body = JSON.stringify({ event_name: 'purchase', session_id: 'sess-8f2a', properties: { value: 99.5, currency: 'EUR', plan: 'Team & Co' } });
const headers = new Headers({ 'Content-Type': 'application/json', 'X-LP-Goal-Signature': signature });
const res = await fetch(`https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com`, { method: 'POST', headers, body });
