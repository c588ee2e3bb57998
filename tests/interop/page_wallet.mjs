// A wallet on the page: it creates an identity and signs a file's record, against the service on a chain (anvil) and
// against the embedded registry. The wallet is a double in the browser that speaks EIP-1193 and EIP-6963 and refuses what
// real ones refuse; its key is that of one of anvil's accounts, and viem signs with it.
// Usage: node page_wallet.mjs PROGRAM [chain | embedded]
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

const mode = process.argv[3];
if (!mode) {
  for (const each of ["chain", "embedded"]) {
    console.log(`# ${each}`);
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), process.argv[2], each], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
  process.exit(0);
}

const driver = await import("./chain_driver.mjs");
const { privateKeyToAccount } = await import("viem/accounts");
const chain = mode === "chain" ? await driver.startChain() : null;
if (chain) driver.deploy(chain);
const server = await driver.serve(chain);
process.argv[2] = server.origin;
const { context, expectComplaint, file, finish, open, page, picture, shot, sign, step, text } = await import("./page_driver.mjs");

// The fourth account of every anvil; it has money there and needs none.
const account = privateKeyToAccount("0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");
const wallet = { chainId: 1, declines: false, asked: [] };
await context.exposeFunction("walletRequest", async (method, params) => {
  wallet.asked.push(method);
  const no = (code, message) => ({ error: { code, message } });
  if (wallet.declines) return no(4001, "User rejected the request.");
  switch (method) {
    case "eth_requestAccounts":
      return { result: [account.address] };
    case "eth_chainId":
      return { result: `0x${wallet.chainId.toString(16)}` };
    case "wallet_switchEthereumChain":
      wallet.chainId = Number(params[0].chainId);
      return { result: null };
    case "personal_sign":
      if (params[1].toLowerCase() !== account.address.toLowerCase()) return no(-32602, "not my account");
      return { result: await account.signMessage({ message: { raw: params[0] } }) };
    case "eth_signTypedData_v4": {
      const { types, domain, primaryType, message } = JSON.parse(params[1]);
      if (domain.chainId && domain.chainId !== wallet.chainId) return no(-32603, "Provided chainId must match the active chainId");
      const { EIP712Domain, ...others } = types;
      assert.deepEqual(EIP712Domain.map(({ name }) => name), Object.keys(domain));
      return { result: await account.signTypedData({ types: others, domain, primaryType, message }) };
    }
    default:
      return no(4200, `no ${method} here`);
  }
});
await context.addInitScript(() => {
  const provider = {
    async request({ method, params }) {
      const { result, error } = await walletRequest(method, params ?? []);
      if (error) throw Object.assign(new Error(error.message), error);
      return result;
    }
  };
  const detail = Object.freeze({ info: { uuid: "b7e1c1b0-0000-4000-8000-000000000001", name: "Test Wallet", rdns: "test.wallet", icon: "" }, provider });
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
});

const name = "wallet-person";
const use = async () => {
  await page.fill("#name", name);
  await page.click("text=Use Test Wallet");
};
let bytes, id;

await step("a wallet is offered where there is one; what it declines changes nothing", async () => {
  await open("/create");
  await page.waitForSelector("text=Use Test Wallet");
  await shot(`wallet-offer-${mode}`);
  wallet.declines = true;
  await use();
  await page.waitForSelector(".problem");
  assert.match(await text(".problem"), /You declined in the wallet/);
  wallet.declines = false;
  expectComplaint(/404/);
  assert.equal((await server.get(`/v1/identities/${name}`)).status, 404);
});

await step("another's name isn't given away", async () => {
  await open("/create");
  await page.fill("#name", "photographer");
  await page.click("text=Use Test Wallet");
  await page.waitForSelector("#name-wrong:not(:empty)");
  assert.match(await text("#name-wrong"), /Somebody else has this name/);
});

await step("the wallet creates an identity whose only key is its own", async () => {
  expectComplaint(/404/);
  wallet.asked.length = 0;
  await open("/create");
  await use();
  await page.waitForSelector(".recovery");
  const code = await text(".recovery");
  await shot(`wallet-code-${mode}`);
  await page.click("text=I have kept it");
  await page.fill("#code", code);
  await page.click("text=Go on");
  await page.waitForSelector("legend >> text=What did AI do?");
  const { body } = await server.get(`/v1/identities/${name}`);
  assert.equal(body.custody, "own");
  assert.equal(body.keys.length, 1);
  const compressed = (parseInt(account.publicKey.slice(-1), 16) % 2 ? "03" : "02") + account.publicKey.slice(4, 68);
  assert.deepEqual([body.keys[0].scheme, body.keys[0].publicKey], ["secp256k1", compressed]);
  assert.deepEqual(wallet.asked.filter((method) => /sign/i.test(method)), ["personal_sign", "eth_signTypedData_v4", "eth_signTypedData_v4"]);
  if (chain) assert.ok(wallet.asked.includes("wallet_switchEthereumChain"), "it signs for the chain it shows");
  id = body.id;
  expectComplaint(null);
});

await step("the wallet signs a file's record, and a stranger sees whose it is", async () => {
  bytes = await picture();
  await page.setInputFiles(".chooser input", file(bytes));
  await page.check("input[name=ai][value=captured]");
  await shot(`wallet-sign-${mode}`);
  await page.click("text=Sign it");
  await page.waitForSelector(".finished");
  await page.click("text=See what others will see");
  await page.waitForSelector(".answer");
  assert.deepEqual(await sign(), { shape: "line", word: "Unchanged, not vouched for" });
  assert.match(await text("#row-signed .short"), new RegExp(name));
  assert.match(await text("#row-ai .short"), /a device captured it/);
  await page.click("#row-signed summary");
  const told = await text("#row-signed");
  for (const word of ["Chain", "Contract", "In block", "How final", "Cost"])
    assert.equal(told.includes(word), Boolean(chain), `${word} in ${told}`);
  if (chain) {
    assert.match(told, /number 31337/);
    assert.match(told, /\d{2},\d{3} gas, about 0\.0\d+ of the chain's coin/);
    assert.match(await text(".take"), /isn't in a finalized block yet/);
  }
  await shot(`wallet-answer-${mode}`);
  const { body } = await server.get(`/v1/content/${createHash("sha256").update(bytes).digest("hex")}`);
  assert.equal(body.records[0].signer.id, id);
});

await step("a reload keeps the identity, and the wallet leads back to it", async () => {
  await open("/create");
  await page.waitForSelector("text=Test Wallet");
  const other = await picture("image/png");
  await page.setInputFiles(".chooser input", file(other, "other.png", "image/png"));
  await page.click("text=Sign it");
  await page.waitForSelector(".finished");
  await page.click("text=Leave this identity");
  await page.waitForSelector("text=Use Test Wallet");
  await use();
  await page.waitForSelector("legend >> text=What did AI do?");
  assert.equal(await page.locator(".recovery").count(), 0);
});

if (chain) {
  await step("final after a while: the proof is offered with the command that checks it", async () => {
    await chain.mine(16);
    await driver.until(() => server.get("/v1/identities/wallet-person"), ({ body }) => body.chain.changed.finality === "finalized");
    await open("/");
    await page.setInputFiles(".drop input", file(bytes));
    await page.waitForSelector(".answer");
    await page.click("#row-signed summary");
    assert.match(await text("#row-signed"), /Final: it can't be taken back/);
    assert.match(await text(".take"), /--chain-id 31337 --registry 0x[0-9a-fA-F]{40} --block-hash 0x[0-9a-f]{64}/);
    await shot("chain-answer");
  });
  await step("identity and log tell of the chain in plain words", async () => {
    await open(`/identity/${name}`);
    await page.waitForSelector(".keys");
    assert.match(await text("main"), /Where the chain has them/);
    await shot("chain-identity");
    await open("/log?entry=3");
    await page.waitForSelector("#find .outcome");
    assert.match(await text("main"), /The chain it follows/);
    assert.match(await text("#find"), /Final: it can't be taken back/);
    assert.match(await text("#find"), /Cost/);
    await shot("chain-log");
    await open(`/verify/${createHash("sha256").update(bytes).digest("hex")}`);
    await page.waitForSelector("main h2");
    await shot("chain-record");
  });
}

process.on("exit", () => driver.close());
await finish();
