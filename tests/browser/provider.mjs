// A real OpenID provider on this machine, for the tests of signing in with an organisation. Its people exist here only.
import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { Provider } from "oidc-provider";

const PEOPLE = new Map([
  ["s-eva", { preferred_username: "lina@police.example" }],
  ["s-leaver", { preferred_username: "bram@police.example" }],
  ["s-stranger", { preferred_username: "somebody@police.example" }],
]);

const newKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
};

export class Organisation {
  #keys = [newKey()];
  /** Answers of the token endpoint are changed by this: to say what an honest provider never says. */
  change = undefined;

  constructor(port, havre) {
    this.port = port;
    this.havre = havre;
    this.issuer = `http://127.0.0.1:${port}`;
  }

  async start() {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: "havre",
          client_secret: "a secret of these tests only",
          redirect_uris: [`${this.havre}/sign-in/organisation/back`],
          post_logout_redirect_uris: [`${this.havre}/sign-in`],
          backchannel_logout_uri: `${this.havre}/sign-in/organisation/out`,
        },
      ],
      jwks: { keys: this.#keys },
      cookies: { keys: ["a key of these tests only"] },
      claims: { profile: ["preferred_username"] },
      features: {
        devInteractions: { enabled: true },
        rpInitiatedLogout: { enabled: true },
        backchannelLogout: { enabled: true },
      },
      // An honest provider calls no address of its own machine; here everything is on it.
      fetch: (url, { dispatcher, ...options }) => fetch(url, options),
      pkce: { required: () => true },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE.get(id) }) }),
    });
    provider.use(async (context, next) => {
      await next();
      if (context.path === "/token" && this.change && context.body?.id_token)
        context.body = { ...context.body, id_token: this.#resigned(context.body.id_token, this.change) };
    });
    this.logged = [];
    for (const event of ["server_error", "backchannel.error", "grant.error", "authorization.error"])
      provider.on(event, (...about) => this.logged.push(`${event}: ${about.map((one) => one?.cause ?? one)}`));
    provider.on("backchannel.success", () => this.logged.push("told"));
    await new Promise((ready) => (this.server = provider.listen(this.port, "127.0.0.1", ready)));
  }

  async stop() {
    this.server?.closeAllConnections();
    await new Promise((done) => (this.server ? this.server.close(done) : done()));
  }

  /** From now on another key signs; the old one is withdrawn. */
  async rotate() {
    await this.stop();
    this.#keys = [newKey()];
    await this.start();
  }

  /** The same token with other claims, signed with the provider's own key: honest in everything but the claim. */
  #resigned(token, change) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const [head, body] = token.split(".").map((text, index) => index < 2 && JSON.parse(Buffer.from(text, "base64url")));
    const text = `${part(head)}.${part({ ...body, ...change })}`;
    return `${text}.${sign("sha256", Buffer.from(text), createPrivateKey({ key: this.#keys[0], format: "jwk" })).toString("base64url")}`;
  }
}
