// Weights that stay at 100 while one of them is typed: the rule of evaluation/rubrics/rebalance.py.
// The typed one stays (at most what the locked ones leave); the free ones share the rest in
// proportion to what they had, in whole percents where possible, else in hundredths.

const HUNDREDTHS = 100;
const MOST_WHOLE = 20;

/** New weights for a group that is to reach 100. `locked` is a Set of indices. */
export function rebalance(weights, typed = null, locked = new Set()) {
  const result = [...weights];
  let fixed = 0;
  for (const i of locked) if (i !== typed) fixed += weights[i];
  if (typed !== null) {
    result[typed] = Math.min(Math.max(weights[typed], 0), Math.max(100 - fixed, 0));
    fixed += result[typed];
  }
  const free = weights.map((_, i) => i).filter((i) => i !== typed && !locked.has(i));
  const shares = share(100 - fixed, free.map((i) => weights[i]));
  free.forEach((i, n) => { result[i] = shares[n]; });
  return result;
}

/** `total` parted in proportion to `parts`, exactly. */
function share(total, parts) {
  const units = Math.round(Math.max(total, 0) * HUNDREDTHS);
  const grain = units % HUNDREDTHS === 0 && parts.length <= MOST_WHOLE ? HUNDREDTHS : 1;
  const count = Math.floor(units / grain);
  const sum = parts.reduce((a, b) => a + b, 0);
  const ideal = parts.map((part) => count * (sum > 0 ? part / sum : 1 / parts.length));
  const given = ideal.map((value) => Math.floor(value + 1e-9));
  const rest = (i) => Math.round((ideal[i] - given[i]) * 1e9);
  const order = parts.map((_, i) => i).sort((a, b) => rest(b) - rest(a) || a - b);
  const left = count - given.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, left)) given[i] += 1;
  return given.map((value) => (value * grain) / HUNDREDTHS);
}
