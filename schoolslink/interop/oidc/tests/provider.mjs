// A real OpenID Connect provider for the tests: node provider.mjs PORT REDIRECT_URI
// Anybody may sign in under any name; the name decides what is claimed.
import Provider from 'oidc-provider';

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'schoolslink',
    client_secret: 'a secret for the tests alone',
    redirect_uris: [redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_post',
  }],
  acrValues: ['urn:test:two'],
  cookies: { keys: ['tests'] },
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
  findAccount: (context, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      email: name.includes('@') ? name.replace(/^(unverified|other|second)-/, '') : undefined,
      email_verified: !name.startsWith('unverified-'),
    }),
  }),
});

// Whose name begins with second- signs in with a second step, everybody else with a password alone.
const finished = provider.interactionFinished.bind(provider);
provider.interactionFinished = (request, response, result, options) => {
  if (result.login) {
    const second = result.login.accountId.startsWith('second-');
    result.login.amr = second ? ['pwd', 'otp', 'mfa'] : ['pwd'];
    if (second) result.login.acr = 'urn:test:two';
  }
  return finished(request, response, result, options);
};

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
