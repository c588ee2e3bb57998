// An Ethereum wallet as the holder of an identity's key (EIP-1193, found by EIP-6963 or as window.ethereum): it signs the
// registry's operations as typed data (EIP-712), free of gas; the service relays them. Fetched when somebody signs.
import { announce, button, h, said, small } from "./dom.js";
import { get, Problem, send } from "./service.js";
import { fromHex, join, personalDigest, recover, recoveryOf, sha256, toHex } from "./wallet_math.js";

const FOUND_AFTER_MS = 150; // wallets announce themselves at once, where there are any
const ZERO = `0x${"00".repeat(32)}`;
const ALL_ROLES = 31; // control, sign, issue, revoke, endorse (docs/spec/registry.md)
const GRANT = "KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)";
// docs/spec/registry.md, 3.3.
const TYPES = {
  CreateIdentity: `CreateIdentity(uint8 kind,uint8 custody,bytes32 salt,bytes32 recovery,KeyGrant[] keys,bytes signer)${GRANT}`,
  ClaimName: "ClaimName(bytes32 identity,string name,bytes signer,uint64 nonce)",
  Commit:
    "Commit(bytes32 identity,bytes32 root,uint32 count,uint8 hashKind,uint8 leafKind,bytes32 schema,bytes32 accreditor,bytes32 arbiter,bytes signer,uint64 nonce)"
};
const members = (text) =>
  text.split(",").map((member) => {
    const [type, name] = member.split(" ");
    return { name, type };
  });
const typesOf = (text) =>
  Object.fromEntries([...text.matchAll(/(\w+)\(([^)]*)\)/g)].map(([, name, list]) => [name, members(list)]));

// All wallets of this browser: [{name, provider}].
export async function findWallets() {
  const found = new Map();
  const take = ({ detail }) => {
    if (detail?.provider?.request) found.set(detail.info?.uuid, { name: String(detail.info?.name), provider: detail.provider });
  };
  addEventListener("eip6963:announceProvider", take);
  dispatchEvent(new Event("eip6963:requestProvider"));
  await new Promise((done) => setTimeout(done, FOUND_AFTER_MS));
  removeEventListener("eip6963:announceProvider", take);
  if (!found.size && globalThis.ethereum?.request) found.set("", { name: "your wallet", provider: globalThis.ethereum });
  return [...found.values()];
}

// A wallet's refusals in our words; what it says itself is shown as said.
async function ask(provider, method, params) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    throw new Problem(
      error?.code === 4001
        ? { title: "You declined in the wallet.", advice: "Nothing was signed or sent. Try again when you like." }
        : { title: "The wallet refused.", detail: String(error?.message ?? error), advice: "Look into the wallet, then try again." }
    );
  }
}

// The account's public key: a wallet tells only its address, but the key follows from any signature.
async function connect(provider) {
  const [account] = (await ask(provider, "eth_requestAccounts", [])) ?? [];
  if (!/^0x[0-9a-fA-F]{40}$/.test(account ?? ""))
    throw new Problem({ title: "The wallet showed no account.", advice: "Choose an account in the wallet, then try again." });
  const nonce = toHex(crypto.getRandomValues(new Uint8Array(8)));
  const text = `Show ${location.host} the public key of this account.\nThis allows nothing and costs nothing.\n${nonce}`;
  const hex = `0x${toHex(new TextEncoder().encode(text))}`;
  const signature = fromHex(await ask(provider, "personal_sign", [hex, account]));
  const found = recover(personalDigest(text), signature);
  if (found?.address !== account.toLowerCase())
    throw new Problem({
      title: "This wallet's account has no key of its own.",
      detail: "Its signature isn't one of a plain account (a contract, perhaps).",
      advice: "Use an account with a key."
    });
  return { provider, account, key: `01${toHex(found.key)}` };
}

async function sign({ provider, account, key }, primaryType, message) {
  const { registry } = await get("/v1/service", "Keys and limits of the service");
  const { domain } = registry;
  if (domain.chainId) await follow(provider, domain.chainId);
  const whole = { ...message, signer: `0x${key}`, ...(message.identity ? { nonce: message.nonce } : {}) };
  const bound = domain.chainId ? "uint256 chainId,address verifyingContract" : "bytes32 salt";
  const typed = {
    types: { EIP712Domain: members(`string name,string version,${bound}`), ...typesOf(TYPES[primaryType]) },
    primaryType,
    domain,
    message: whole
  };
  const signature = await ask(provider, "eth_signTypedData_v4", [account, JSON.stringify(typed)]);
  return { kind: primaryType, message: whole, signatures: { signer: signature.toLowerCase() } };
}

// Most wallets sign for the chain that they show alone.
async function follow(provider, chainId) {
  const wanted = `0x${chainId.toString(16)}`;
  if (Number(await ask(provider, "eth_chainId", [])) === chainId) return;
  await ask(provider, "wallet_switchEthereumChain", [{ chainId: wanted }]);
}

const submit = async (operation, what, signal) =>
  (
    await send({
      method: "POST",
      path: "/v1/operations",
      type: "application/json",
      body: JSON.stringify(operation),
      what,
      signal
    })
  ).body;
const identityOf = (who, signal) =>
  get(`/v1/identities/${encodeURIComponent(who)}`, "An identity by id or name", { signal });
const ownKey = (identity, { key }) =>
  identity.keys?.find(({ scheme, publicKey, status }) => scheme === "secp256k1" && `01${publicKey}` === key && status === "active");

const KINDS = { person: 1, organisation: 2, agent: 3 };
async function create(wallet, { name, kind }, signal) {
  const secret = crypto.getRandomValues(new Uint8Array(20));
  const { code, keyId } = await recoveryOf(secret);
  const operation = await sign(wallet, "CreateIdentity", {
    kind: KINDS[kind],
    custody: 1,
    salt: `0x${toHex(crypto.getRandomValues(new Uint8Array(32)))}`,
    recovery: `0x${toHex(keyId)}`,
    keys: [{ key: `0x${wallet.key}`, roles: ALL_ROLES, validFrom: 0, validUntil: 0 }]
  });
  const { identity: id } = await submit(operation, "Create an identity with one's own key", signal);
  let nameProblem = null;
  try {
    const claim = await sign(wallet, "ClaimName", { identity: `0x${id}`, name, nonce: 1 });
    await submit(claim, "Claim a name", signal);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    nameProblem = { title: error.title, detail: error.detail };
  }
  return { ...(await identityOf(id, signal)), recoveryCode: code, nameProblem };
}

// The identity of that name where the account holds it; else a new one.
async function enter(wallet, wanted, signal) {
  try {
    const known = await identityOf(wanted.name, signal);
    if (ownKey(known, wallet)) return known;
  } catch (error) {
    if (error.status !== 404) throw error;
    return create(wallet, wanted, signal);
  }
  throw Object.assign(new Problem({ title: "Somebody else has this name.", detail: "The wallet's account isn't among its keys." }), {
    code: "name.taken"
  });
}

let connected = null; // for as long as the page is open
// One button a wallet. `ask()` gives {name, kind}, or null where a field is wrong; `done(identity)`, `refused(error)`.
export async function offer({ place, wanted, done, refused, signal }) {
  const wallets = await findWallets();
  if (!wallets.length || signal.aborted) return;
  const waiting = h("p.muted", { role: "status" });
  const use = async (wallet, pressed) => {
    const what = wanted();
    if (!what) return;
    pressed.disabled = true;
    waiting.textContent = "Look at your wallet: it asks you what to sign.";
    announce(waiting.textContent);
    try {
      connected = await connect(wallet.provider);
      const identity = await enter(connected, what, signal);
      done({ ...identity, wallet: { name: wallet.name, account: connected.account } });
    } catch (error) {
      if (error.name !== "AbortError") refused(error);
    } finally {
      pressed.disabled = false;
      waiting.textContent = "";
    }
  };
  place.replaceChildren(
    h(
      "section.aside",
      h("h2", "Or let your wallet keep the key"),
      h("p", "The identity is then wholly yours from the start. The wallet signs, and pays nothing. The same way leads back to an identity that it made."),
      h(
        "p.actions",
        wallets.map((wallet) => {
          const press = button(["Use ", said(wallet.name, 40)], () => use(wallet, press));
          return press;
        })
      ),
      waiting,
      small("It asks up to three times: for its public key, for the identity, and for the name.")
    )
  );
}

const AI = { undeclared: 0, captured: 1, edited: 2, generated: 3 };
// Registers the file for the identity: a batch of this one record, signed by the wallet. Gives the operation's answer.
export async function registerFile(identity, file, ai, signal) {
  if (!connected) {
    const wallets = await findWallets();
    const wallet = wallets.find(({ name }) => name === identity.wallet.name) ?? wallets[0];
    if (!wallet) throw new Problem({ title: "The wallet isn't there.", advice: "Unlock it, or reload this page." });
    connected = await connect(wallet.provider);
  }
  const key = ownKey(await identityOf(identity.id, signal), connected);
  if (!key)
    throw new Problem({ title: "This account isn't among the identity's keys.", advice: "Choose the other account in the wallet, and reload this page." });
  const claimed = new DataView(new ArrayBuffer(8));
  claimed.setBigUint64(0, BigInt(Math.floor(Date.now() / 1000)));
  const leaf = join(
    Uint8Array.of(1, 1, 0, 0, 0, 0), // version, content, index 0
    await sha256(new Uint8Array(await file.arrayBuffer())),
    new Uint8Array(96), // no manifest, parent or fingerprints
    Uint8Array.of(ai === "captured" || ai === "generated" ? 1 : 3, AI[ai]), // created or published
    new Uint8Array(claimed.buffer)
  );
  const operation = await sign(connected, "Commit", {
    identity: `0x${identity.id}`,
    root: `0x${toHex(await sha256(Uint8Array.of(0), leaf))}`,
    count: 1,
    hashKind: 1,
    leafKind: 1,
    schema: ZERO,
    accreditor: ZERO,
    arbiter: ZERO,
    nonce: key.nonce
  });
  return submit({ ...operation, leaves: [`0x${toHex(leaf)}`] }, "Register a file with one's own key", signal);
}
