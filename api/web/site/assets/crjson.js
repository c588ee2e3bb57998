// From crJSON (POST /v1/inspect) to what the inspector draws: manifests as a tree, what each says, certificates in words.
// Pure. Every text in it is a stranger's; a missing field costs its own part alone.
import { day, list } from "./format.js";

export const NODES_MAX = 300;
const DEPTH_MAX = 24;
const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);
const text = (value) => (typeof value === "string" ? value : "");
const codesOf = (entries) => list(entries).map((entry) => text(entry?.code));
// `self#jumbf=/c2pa/LABEL/rest`, or relative to the manifest it stands in.
const absolute = (uri, label) => {
  const path = text(uri).replace(/^self#jumbf=/, "");
  if (path.startsWith("/c2pa/")) return `self#jumbf=${path}`;
  return path.startsWith("c2pa/") ? `self#jumbf=/${path}` : `self#jumbf=/c2pa/${label}/${path}`;
};
const labelOf = (uri) => text(uri).match(/^self#jumbf=\/?c2pa\/([^/]+)/)?.[1] ?? null;
const nameOf = (name) => text(name?.CN) || text(name?.O) || text(name?.OU);

const SOURCES = [
  [/\/(trainedAlgorithmicMedia|compositeWithTrainedAlgorithmicMedia|trainedAlgorithmicData)$/, "generated"],
  [/\/(algorithmicallyEnhanced|algorithmicMedia)$/, "algorithm"],
  [/\/(digitalCapture|computationalCapture|negativeFilm|positiveFilm|print)$/, "captured"]
];
const MINING = {
  allowed: "may be used",
  notAllowed: "may not be used",
  constrained: "may be used under conditions"
};
const sourceOf = (type) => SOURCES.find(([pattern]) => pattern.test(text(type)))?.[1] ?? null;

function actionsOf(assertions) {
  return Object.entries(assertions)
    .filter(([label]) => /^c2pa\.actions(\.v2)?(__\d+)?$/.test(label))
    .flatMap(([, content]) => list(content?.actions))
    .map((action) => ({
      name: text(action?.action),
      when: text(action?.when) || text(action?.whenStart) || text(action?.whenStart?.value),
      agent: text(action?.softwareAgent) || text(action?.softwareAgent?.name),
      note: text(action?.description) || text(action?.reason),
      source: sourceOf(action?.digitalSourceType),
      sourceType: text(action?.digitalSourceType)
    }));
}

function ingredientsOf(assertions, label) {
  return Object.entries(assertions)
    .filter(([key]) => /^c2pa\.ingredient(\.v[23])?(__\d+)?$/.test(key))
    .map(([key, content]) => ({
      uri: absolute(`c2pa.assertions/${key}`, label),
      title: text(content?.["dc:title"]),
      format: text(content?.["dc:format"]),
      relationship: text(content?.relationship),
      manifest: labelOf(content?.activeManifest?.url ?? content?.c2pa_manifest?.url),
      thumbnail: content?.thumbnail?.url ? absolute(content.thumbnail.url, label) : null
    }));
}

function manifestOf(raw) {
  const label = text(raw?.label);
  const assertions = raw?.assertions ?? {};
  const claim = raw?.["claim.v2"] ?? raw?.claim ?? {};
  const info = Array.isArray(claim.claim_generator_info) ? claim.claim_generator_info[0] : claim.claim_generator_info;
  const results = raw?.validationResults ?? {};
  const certificate = raw?.signature?.certificateInfo;
  const thumbnail = Object.keys(assertions).find((key) => key.startsWith("c2pa.thumbnail.claim"));
  return {
    label,
    isUpdate: raw?.isUpdateManifest === true,
    title: text(claim["dc:title"]),
    format: text(claim["dc:format"]),
    generator: [text(info?.name), text(info?.version)].filter(Boolean).join(" ") || text(claim.claim_generator),
    algorithm: text(raw?.signature?.algorithm),
    certificate: certificate
      ? {
          name: nameOf(certificate.subject),
          organisation: text(certificate.subject?.O),
          issuer: nameOf(certificate.issuer),
          serial: text(certificate.serialNumber),
          from: text(certificate.validity?.notBefore),
          until: text(certificate.validity?.notAfter)
        }
      : null,
    stamp: raw?.signature?.timeStampInfo
      ? {
          time: text(raw.signature.timeStampInfo.timestamp),
          authority: nameOf(raw.signature.timeStampInfo.certificateInfo?.subject)
        }
      : null,
    success: codesOf(results.success),
    failure: list(results.failure),
    checkedAt: text(results.validationTime),
    actions: actionsOf(assertions),
    ingredients: ingredientsOf(assertions, label),
    assertions: Object.keys(assertions),
    disclosures: Object.entries(assertions)
      .filter(([key]) => key.startsWith("c2pa.ai-disclosure"))
      .map(([, content]) => content),
    mining: Object.entries(assertions)
      .filter(([key]) => /^(c2pa|cawg)\.training-mining/.test(key))
      .flatMap(([, content]) => Object.entries(content?.entries ?? {}))
      .map(([use, entry]) => ({ use, allowed: text(entry?.use) })),
    thumbnail: thumbnail ? absolute(`c2pa.assertions/${thumbnail}`, label) : null
  };
}

// The active manifest as the root, ingredients as children; a manifest that several refer to is drawn each time, but opened
// once. {key, manifest or null, ingredient or null, children, depth, again}
export function treeOf(document) {
  const manifests = new Map(
    list(document?.manifests).map((raw) => {
      const manifest = manifestOf(raw);
      return [manifest.label, manifest];
    })
  );
  const opened = new Set();
  let left = NODES_MAX;
  const grow = (manifest, ingredient, depth) => {
    left -= 1;
    const node = { key: NODES_MAX - left, manifest, ingredient, children: [], depth, again: false, cut: false };
    if (!manifest) return node;
    node.again = opened.has(manifest.label);
    if (node.again) return node;
    opened.add(manifest.label);
    for (const one of manifest.ingredients) {
      if (left <= 0 || depth >= DEPTH_MAX) {
        node.cut = true;
        break;
      }
      node.children.push(grow(manifests.get(one.manifest) ?? null, one, depth + 1));
    }
    return node;
  };
  const active = manifests.values().next().value;
  return active ? grow(active, null, 0) : null;
}

export const titleOf = (node) =>
  node.ingredient?.title || node.manifest?.title || (node.depth ? "Untitled file" : "This file");
export const thumbnailOf = (node, document) => {
  const pictures = document?.["countersign:thumbnails"];
  return own(pictures, node.manifest?.thumbnail) ?? own(pictures, node.ingredient?.thumbnail) ?? null;
};

const STANDING = new Set(["signingCredential.untrusted", "claimSignature.outsideValidity"]);
// {shape, word} of one manifest, by what was found in it.
export function stateOf(manifest) {
  if (!manifest) return { shape: "dotted", word: "No credentials" };
  const failures = codesOf(manifest.failure);
  if (failures.some((code) => !STANDING.has(code))) return { shape: "triangle", word: "Not in order" };
  if (!manifest.success.includes("claimSignature.validated")) return { shape: "dotted", word: "Not judged" };
  return manifest.success.includes("signingCredential.trusted") && !failures.length
    ? { shape: "tick", word: "In order, issuer trusted" }
    : { shape: "line", word: "In order, issuer unknown" };
}

// What its certificate is worth, in one or two sentences: pieces as in verdict.js, a stranger's names as {name}.
export function certificateWords(manifest) {
  const { certificate, success } = manifest;
  if (!certificate) return ["No certificate could be read from the signature."];
  const failed = (code) => manifest.failure.find((entry) => entry?.code === code);
  const issuer = certificate.issuer ? { name: certificate.issuer } : "its issuer";
  if (failed("signingCredential.ocsp.revoked")) return ["Revoked: ", issuer, " has withdrawn this certificate."];
  if (failed("claimSignature.mismatch"))
    return ["The signature wasn't made with this certificate's key, or what it signed was changed."];
  const invalid = failed("signingCredential.invalid");
  if (invalid)
    return ["It isn't a certificate for signing content: ", { name: text(invalid.explanation) || "it breaks the profile" }, "."];
  const sentences = [];
  const outside = failed("claimSignature.outsideValidity");
  if (outside) {
    sentences.push(
      `It was valid from ${day(certificate.from) ?? "?"} to ${day(certificate.until) ?? "?"}, and nothing that is trusted here shows that the signature is from that time. `
    );
  }
  if (success.includes("signingCredential.trusted"))
    sentences.push(outside ? "Its issuer, " : "Valid, and its issuer, ", issuer, ", is on the trust list.");
  else
    sentences.push(
      outside ? "Its issuer, " : "Valid, but its issuer, ",
      issuer,
      ", isn't on your trust list: the signature is sound, and who stands behind the name isn't known here."
    );
  return sentences;
}

// What is said of AI, first: in this file, then in what it was made from. [{text, name}]
export function aiStatements(root) {
  const out = [];
  const seen = new Set();
  const visit = (node) => {
    const { manifest } = node;
    if (manifest && !seen.has(manifest.label)) {
      seen.add(manifest.label);
      const where = node.depth ? titleOf(node) : null;
      const sources = new Set(manifest.actions.map(({ source }) => source).filter(Boolean));
      const by = manifest.actions.find(({ source, agent }) => source === "generated" && agent)?.agent;
      if (sources.has("generated")) out.push({ say: "made or changed with generative AI", where, by });
      if (sources.has("algorithm")) out.push({ say: "changed by an algorithm that wasn't trained on others' works", where });
      if (sources.has("captured") && !sources.has("generated")) out.push({ say: "captured by a device", where });
      for (const disclosure of manifest.disclosures)
        out.push({ say: "carries an AI disclosure", where, by: text(disclosure?.modelName) || text(disclosure?.modelType) });
      for (const { use, allowed } of manifest.mining)
        if (allowed)
          out.push({ say: own(MINING, allowed) ?? "says something unknown of its use", where, by: use, isMining: true });
    }
    node.children.forEach(visit);
  };
  if (root) visit(root);
  return out.slice(0, 40);
}
