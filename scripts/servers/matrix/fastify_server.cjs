// Fastify, with a reader of its own for JSON: the built-in one replaces bytes that are not UTF-8.
'use strict';

const fastify = require('fastify');
const goals = require('./goals.cjs');

const app = fastify({ bodyLimit: goals.MAX_BODY });
const tenants = goals.readTenants();

app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
  try {
    goals.checkBytes(body);
    done(null, JSON.parse(body.toString('utf8')));
  } catch {
    done(new goals.Refused(400, 'the body is not JSON'));
  }
});

app.post(goals.PATH, (request, reply) => {
  const signatures = request.raw.headersDistinct['x-lp-goal-signature'];
  const [status, answer] = goals.accept(tenants, request.query.domain, signatures, request.body);
  reply.code(status).send(answer);
});
app.setNotFoundHandler((request, reply) => reply.code(404).send({ error: 'no such path' }));
app.setErrorHandler((error, request, reply) => {
  const status = error.status ?? error.statusCode ?? 500;
  if (status >= 500) console.error(error);
  reply.code(status).send({ error: error instanceof goals.Refused ? error.message : 'malformed request' });
});

app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
