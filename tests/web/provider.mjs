// An OpenID Connect provider as an organisation runs one, for the tests: the certified `oidc-provider`, with its own
// pages for signing in and agreeing. It writes its address on one line once it listens.
//   node provider.mjs '{"redirect": "http://localhost/…", "people": {"ann": {"email": "…", "email_verified": true}}}'
import http from "node:http";
import Provider from "oidc-provider";

const told = JSON.parse(process.argv[2]);
let answer;
const server = http.createServer((request, response) => answer(request, response));
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "kept",
      client_secret: told.secret,
      redirect_uris: [told.redirect],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    }],
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: ["only for this test"] },
    pkce: { required: () => true },
    findAccount: (_context, id) => (told.people[id]
      ? { accountId: id, claims: () => ({ sub: id, ...told.people[id] }) } : undefined),
  });
  answer = provider.callback();
  process.stdout.write(`${issuer}\n`);
});
