// Where the registry lives on a chain: which one, in which block, how final, and what it cost, in plain words. Pure.
import { code } from "./dom.js";
import { short } from "./format.js";
import { plain } from "./text.js";

const FINAL = {
  finalized: "Final: it can't be taken back.",
  safe: "Almost final: taking it back would take a broken chain.",
  seen: "Not final yet: the chain may still take it back."
};
const grouped = (digits) => String(digits).replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
const coins = (wei) => (Number(wei) / 1e18).toLocaleString("en-GB", { maximumSignificantDigits: 3, maximumFractionDigits: 18 });
export const block = ({ number, hash }) => [`${grouped(number)} `, code(short(hash), hash)];

function cost({ gas, items, gasPerItem, weiPerItem }) {
  const share = `${grouped(gasPerItem)} gas, about ${coins(weiPerItem)} of the chain's coin`;
  return items > 1 ? `${share}: a share of ${grouped(gas)} gas, paid once for ${grouped(items)} items` : share;
}

// Rows for a table; nothing where the registry lives on no chain.
export function chainRows(chain, place) {
  if (!chain) return [];
  return [
    ["Chain", `number ${chain.chainId}`],
    ["Contract", code(plain(chain.contract, 50))],
    place && ["In block", block(place.block)],
    place && ["How final", FINAL[place.finality]],
    place?.cost && ["Cost", cost(place.cost)],
    chain.asOf && ["As of block", block(chain.asOf)]
  ].filter(Boolean);
}
