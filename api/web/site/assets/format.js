// Numbers, times and names in words a person reads. Pure.
export const list = (value) => (Array.isArray(value) ? value : []);
export const shellQuoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

const dateOf = (value) => {
  const date = new Date(typeof value === "number" ? value * 1000 : (value ?? NaN));
  return Number.isNaN(date.getTime()) ? null : date;
};
export const day = (value) => (dateOf(value) ? DAY.format(dateOf(value)) : null);
export const moment = (value) =>
  dateOf(value) ? `${DAY.format(dateOf(value))}, ${CLOCK.format(dateOf(value))} UTC` : null;

export function size(bytes) {
  if (!(bytes >= 0)) return "";
  if (bytes < 1000) return `${bytes} bytes`;
  const unit = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  const amount = bytes / unit[1];
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit[0]}`;
}

export const count = (number, one, many = one + "s") =>
  `${Number(number).toLocaleString("en-GB")} ${number === 1 ? one : many}`;
export const short = (hash) =>
  String(hash).length > 20 ? `${String(hash).slice(0, 8)}…${String(hash).slice(-6)}` : String(hash);
export const isHash = (text) => /^[0-9a-f]{64}$/.test(text);

// "PressCredential" -> "Press credential"
export const words = (name) => {
  const spaced = String(name)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase()
    .replace(/\bai\b/g, "AI");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export const kindOf = (kind) =>
  ({ person: "a person", organisation: "an organisation", agent: "an AI agent" })[kind] ?? "";
