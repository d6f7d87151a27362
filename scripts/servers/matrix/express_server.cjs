// Express 5, with its own JSON reader.
'use strict';

const express = require('express');
const goals = require('./goals.cjs');

const app = express();
app.disable('x-powered-by');
app.disable('etag');
const tenants = goals.readTenants();
const json = express.json({ limit: goals.MAX_BODY, inflate: false, verify: (req, res, body) => goals.checkBytes(body) });

app.post(goals.PATH, json, (req, res) => {
  if (!req.is('application/json')) throw new goals.Refused(415, 'the content type must be application/json');
  const signatures = req.headersDistinct['x-lp-goal-signature'];
  const [status, answer] = goals.accept(tenants, req.query.domain, signatures, req.body);
  res.status(status).json(answer);
});

// Express answers OPTIONS with 200 by itself.
app.all(goals.PATH, (req, res) => res.status(405).set('Allow', 'POST').json({ error: 'only POST is allowed' }));
app.use((req, res) => res.status(404).json({ error: 'no such path' }));
// The page that Express has for errors quotes the request.
app.use((error, req, res, next) => {
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: error instanceof goals.Refused ? error.message : 'malformed request' });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
