// Packing: orders from the plan, and what is open and shown now, become coordinates. The same functions as
// `layout/pack/`, with the same operations in the same order. Lengths are CSS pixels.

const CHAR = 7.25, BOX = 24, HEADER = 32, PAD = 12, GAP_X = 16, GAP_Y = 10, TEXT_PAD = 10;
const MAX_LABEL = 30, ASPECTS = [0.35, 0.6, 0.9, 1.3, 2], ROOT_ASPECT = 1.55;
const GAP_MANY = 18, ABOVE = 9, BELOW = 5, CORNER = 10, GAP_LANE = 6, GAP_LANE_BOX = 10, GAP_LANE_MANY = 14, MAX_SAME = 150, TURN = GAP_X - 3;
const PASSES = 6, REST = 0.4, BAND_GAP = 32, CHANNEL = 44, SWING = 18;
const MIN_WRAP = 900, MAX_BANDS = 6, WRAP_ASPECT = 1.3, SHELVES = [0.5, 0.7, 0.9, 1.1, 1.3, 1.6, 2, 2.5, 3], GOALS = [0.5, 0.7, 1, 1.4, 2], FILLS = [1, 1.25, 1.5, 2, 3], BESIDE = 40;

const weightOf = count => Math.min(4, count);
const channel = legs => 28 + Math.min(56, 5 * Math.sqrt(legs));
// A layer and a slot as one number; there are far fewer than 2^30 items.
const laneKey = (layer, slot) => layer * 2 ** 31 + slot;

// Packs what is shown, with clusters of the shape that fits a window best. `view` has `open` by cluster, `shown`
// by node, `widths` by item. Gives `places` by item and `lanes` by cluster.
function pack(plan, view, legs) {
  let best = null, least = Infinity;
  for (const aspect of ASPECTS) {
    const packed = packShaped(plan, view, legs, aspect), all = packed.places[plan.nodes], score = Math.max(all.w / ROOT_ASPECT, all.h);
    if (score < least) { least = score; best = packed; }
  }
  return best;
}

// The same with clusters that are about so much wider than high.
function packShaped(plan, view, legs, shape) {
  const count = plan.clusters.length, nodes = plan.nodes, places = new Array(plan.entry).fill(null);
  const lanes = plan.clusters.map(() => new Map()), bands = plan.clusters.map(() => new Map());
  const inner = plan.clusters.map(() => [0, 0]), runs = plan.clusters.map(() => []), hasShown = new Array(count).fill(false);
  view.shown.forEach((shown, node) => { if (shown) hasShown[plan.home[node]] = true; });
  for (let at = count - 1; at > 0; at--) if (hasShown[at]) hasShown[plan.home[nodes + at]] = true;
  for (const { from, to, cluster, count } of legs.legs) {
    runs[cluster].push({ from, to, count, lanes: lanesOf(plan, from, to) });
  }
  const isShown = item => item < nodes ? view.shown[item] : hasShown[item - nodes];

  function packCluster(at) {
    const isRoot = at === 0, cluster = plan.clusters[at];
    let area = 0, tallest = 0;
    const measure = slot => {
      if (slot < 0 || !isShown(slot)) return;
      const place = size(slot);
      area += (place.w + GAP_X) * (place.h + GAP_Y);
      tallest = Math.max(tallest, place.h);
    };
    cluster.layers.forEach(slots => slots.forEach(measure));
    cluster.loose.forEach(measure);
    const top = isRoot ? 0 : HEADER, before = side(at, true), after = side(at, false);
    const layered = packColumns(at, bestGoal(at, area, tallest), before, top);
    const { w: innerWidth, h: content } = packShelf(at, layered, before, top);
    const name = view.widths[nodes + at] * CHAR + 44, pad = isRoot ? 0 : PAD;
    const w = Math.max(before + innerWidth + after, isRoot ? 0 : name), h = top + content + pad;
    inner[at] = [before, before + innerWidth];
    const [left, right] = ports(at, h);
    places[nodes + at] = { x: 0, y: 0, w, h, left, right, enter: null, leave: null, column: [0, 0] };
  }

  function size(item) {
    if (item >= nodes && view.open[item - nodes]) packCluster(item - nodes);
    else {
      const w = view.widths[item] * CHAR + TEXT_PAD * 2, middle = BOX / 2;
      places[item] = { x: 0, y: 0, w, h: BOX, left: middle, right: middle, enter: null, leave: null, column: [0, 0] };
    }
    return places[item];
  }

  function side(at, isLeft) {
    const legs = runs[at].filter(run => isLeft ? run.from === plan.entry : run.to === plan.exit).length;
    return legs ? channel(legs) - 8 : at === 0 ? 0 : PAD;
  }

  // Puts loose items on rows below the columns, in the root also beside them; whichever has the better shape.
  function packShelf(at, layered, x, y) {
    const loose = plan.clusters[at].loose.filter(isShown), aspect = at === 0 ? ROOT_ASPECT : shape;
    if (!loose.length) return layered;
    sameWidth(loose);
    let area = 0, widest = 0;
    for (const item of loose) {
      area += (places[item].w + GAP_X) * (places[item].h + GAP_MANY);
      widest = Math.max(widest, places[item].w);
    }
    let best = null;
    for (const isBeside of at === 0 && layered.h > 0 ? [false, true] : [false]) {
      for (const factor of SHELVES) {
        const rows = fill(loose, Math.max(widest, Math.sqrt(area) * factor)), [w, h] = rowsSize(rows);
        const left = isBeside ? layered.w + BESIDE : 0, above = isBeside || layered.h === 0 ? 0 : layered.h + GAP_Y * 2;
        const size = { w: Math.max(layered.w, left + w), h: Math.max(layered.h, above + h) };
        const score = Math.max(size.w / aspect, size.h);
        if (!best || score < best.score) best = { rows, left, above, size, score };
      }
    }
    let top = y + best.above;
    for (const row of best.rows) { row.y = top; top += row.h + GAP_MANY; }
    for (const row of best.rows) put(at, 0, row, [x + best.left, x + best.size.w]);
    return best.size;
  }

  function rowsSize(rows) {
    let w = 0, h = 0;
    rows.forEach((row, index) => { h += row.h + (index > 0 ? GAP_MANY : 0); w = Math.max(w, row.w); });
    return [w, h];
  }

  // How high columns may be, so that the cluster gets about its shape.
  function bestGoal(at, area, tallest) {
    const aspect = at === 0 ? ROOT_ASPECT : shape;
    let best = Infinity, found = 0;
    for (const factor of GOALS) {
      const goal = Math.max(tallest, Math.sqrt(area / aspect) * factor), [w, h] = wrap(makeColumns(at, goal), at === 0);
      const score = Math.max(w / aspect, h);
      if (score < best) { best = score; found = goal; }
    }
    return found;
  }

  function put(at, layer, row, column) {
    let x = column[0];
    row.slots.forEach((slot, index) => {
      if (slot < 0) { lanes[at].set(laneKey(layer, slot), { y: row.y, column }); return; }
      const place = places[slot];
      place.x = x; place.y = row.y; place.column = column;
      place.enter = index > 0 ? -ABOVE : null;
      place.leave = index + 1 < row.slots.length ? row.h + BELOW : null;
      x += place.w + GAP_X;
    });
  }

  function ports(at, h) {
    let left = 0, leftWeight = 0, right = 0, rightWeight = 0;
    for (const run of runs[at]) {
      if (run.from !== plan.entry && run.to !== plan.exit) continue;
      const weight = weightOf(run.count), passed = run.lanes.map(([layer, slot]) => lanes[at].get(laneKey(layer, slot)));
      const known = passed.filter(lane => lane);
      if (run.from === plan.entry) {
        const place = places[run.to];
        left += (known.length ? known[0].y : place.y + (place.enter ?? place.left)) * weight;
        leftWeight += weight;
      } else if (run.to === plan.exit) {
        const place = places[run.from];
        right += (known.length ? known[known.length - 1].y : place.y + (place.leave ?? place.right)) * weight;
        rightWeight += weight;
      }
    }
    const height = (sum, weight) => Math.max(BOX / 2, Math.min(h - BOX / 2, weight > 0 ? sum / weight : h / 2));
    return [height(left, leftWeight), height(right, rightWeight)];
  }

  function rowOf(slot) {
    return slot < 0 ? { slots: [slot], y: 0, w: 0, h: 0 } : { slots: [slot], y: 0, w: places[slot].w, h: places[slot].h };
  }

  function gap(above, below) {
    const a = above.slots[0] < 0, b = below.slots[0] < 0, isMany = above.slots.length > 1 || below.slots.length > 1;
    if (a && b) return GAP_LANE;
    if (a || b) return isMany ? GAP_LANE_MANY : GAP_LANE_BOX;
    return isMany ? GAP_MANY : GAP_Y;
  }

  function fill(items, limit) {
    const rows = [];
    let wasSmall = false;
    for (const item of items) {
      const place = places[item], isSmall = place.h === BOX, row = rows[rows.length - 1];
      if (row && row.w + GAP_X + place.w <= limit && isSmall === wasSmall) {
        row.slots.push(item);
        row.w += GAP_X + place.w;
        row.h = Math.max(row.h, place.h);
      } else rows.push(rowOf(item));
      wasSmall = isSmall;
    }
    return rows;
  }

  function sameWidth(items) {
    let widest = 0;
    for (const item of items) if (places[item].h === BOX && places[item].w <= MAX_SAME) widest = Math.max(widest, places[item].w);
    for (const item of items) if (places[item].h === BOX) places[item].w = Math.max(places[item].w, widest);
  }

  function makeRows(slots, goal) {
    const items = slots.filter(slot => slot >= 0);
    sameWidth(items);
    let stacked = 0, area = 0, widest = 0, seen = 0;
    for (const item of items) {
      stacked += places[item].h + GAP_Y;
      area += (places[item].w + GAP_X) * (places[item].h + GAP_MANY);
      widest = Math.max(widest, places[item].w);
    }
    if (items.length < 2 || stacked <= goal * 1.25) return slots.map(rowOf);
    const above = [], below = [];
    for (const slot of slots) {
      if (slot >= 0) seen++;
      else (seen * 2 < items.length ? above : below).push(rowOf(slot));
    }
    return above.concat(fillTo(items, widest, area, goal), below);
  }

  // Rows that are together no higher than `goal`, if that is possible.
  function fillTo(items, widest, area, goal) {
    let rows;
    for (const factor of FILLS) {
      rows = fill(items, Math.max(widest, area / goal * factor));
      if (rowsSize(rows)[1] <= goal * 1.1) break;
    }
    return rows;
  }

  function makeColumns(at, goal) {
    const columns = [];
    plan.clusters[at].layers.forEach((all, layer) => {
      const slots = all.filter(slot => slot >= 0 && isShown(slot));
      if (!slots.length) return;
      const rows = makeRows(slots, goal), w = rows.reduce((w, row) => Math.max(w, row.w), 0);
      const h = rows.reduce((h, row) => h + (row.h + GAP_Y), 0);
      columns.push({ layer, band: 0, rows, w, h, left: [], right: [] });
    });
    return columns;
  }

  function packColumns(at, goal, x, top) {
    const columns = makeColumns(at, goal);
    wrap(columns, at === 0);
    addLanes(at, columns, goal);
    join(at, columns);
    columns.forEach(stack);
    for (let pass = 0; pass < PASSES; pass++) {
      for (let step = 0; step < columns.length; step++) {
        settle(columns, pass % 2 === 0 ? step : columns.length - 1 - step, pass);
      }
    }
    let w = 0, h = 0;
    for (let band = 0; columns.some(column => column.band === band); band++) {
      if (band > 0) h += BAND_GAP;
      const placed = packBand(at, columns.filter(column => column.band === band), x, top + h);
      w = Math.max(w, placed.w);
      h += placed.h;
    }
    return { w, h };
  }

  function packBand(at, columns, x, top) {
    let least = Infinity, most = -Infinity, right = x;
    for (const column of columns) for (const row of column.rows) {
      least = Math.min(least, row.y);
      most = Math.max(most, row.y + row.h);
    }
    columns.forEach((column, index) => {
      if (index > 0) right += channel(column.left.length);
      for (const row of column.rows) {
        row.y += top - least;
        put(at, column.layer, row, [right, right + column.w]);
      }
      right += column.w;
    });
    const gap = top + (most - least) + BAND_GAP / 2;
    for (const column of columns) bands[at].set(column.layer, { index: column.band, right, gap });
    return { w: right - x, h: most - least };
  }

  // Breaks the columns into bands, where that makes the cluster much less long.
  function wrap(columns, isRoot) {
    const total = columns.reduce((sum, column) => sum + (column.w + CHANNEL), 0);
    if (total < MIN_WRAP) return breakColumns(columns, Infinity);
    let best = Infinity, bestLimit = 0;
    for (let attempt = 1; attempt <= MAX_BANDS * 2; attempt++) {
      const [count, room] = attempt > MAX_BANDS ? [attempt - MAX_BANDS, 1.4] : [attempt, 1.1];
      const limit = total / count * room, [w, h] = breakColumns(columns, limit);
      const score = Math.max(w / WRAP_ASPECT, h) * (limit < total ? 1 : isRoot ? 0.4 : 0.85);
      if (score < best) { best = score; bestLimit = limit; }
    }
    return breakColumns(columns, bestLimit);
  }

  function breakColumns(columns, limit) {
    let band = 0, w = 0, h = 0, widest = 0, above = 0;
    for (const column of columns) {
      if (w > 0 && w + column.w > limit) { band++; above += h + BAND_GAP; w = h = 0; }
      w += column.w + CHANNEL;
      h = Math.max(h, column.h);
      widest = Math.max(widest, w);
      column.band = band;
    }
    return [widest, above + h];
  }

  function addLanes(at, columns, goal) {
    const known = new Map(columns.map(column => [column.layer, column.band])), used = new Set();
    for (const run of runs[at]) {
      const item = run.from === plan.entry ? run.to : run.to === plan.exit ? run.from : -1;
      const only = item < 0 ? undefined : known.get(plan.layer[item]);
      run.lanes = run.lanes.filter(([layer]) => known.has(layer) && (only === undefined || only === known.get(layer)));
      for (const [layer, slot] of run.lanes) used.add(laneKey(layer, slot));
    }
    for (const column of columns) {
      const slots = plan.clusters[at].layers[column.layer];
      column.rows = makeRows(slots.filter(slot => slot < 0 ? used.has(laneKey(column.layer, slot)) : isShown(slot)), goal);
    }
  }

  function join(at, columns) {
    const known = new Map();
    columns.forEach((column, index) => column.rows.forEach((row, rowAt) =>
      row.slots.forEach(slot => known.set(laneKey(column.layer, slot), [index, rowAt]))));
    const end = item => item === plan.entry || item === plan.exit || plan.layer[item] < 0 ? [] : [[plan.layer[item], item]];
    const pulls = new Map();
    for (const run of runs[at]) {
      let last = null;
      for (const [layer, slot] of [...end(run.from), ...run.lanes, ...end(run.to)]) {
        const key = laneKey(layer, slot), found = known.get(key);
        if (!found) continue;
        const [index, rowAt] = found, row = columns[index].rows[rowAt], place = places[slot];
        const entering = slot < 0 ? 0 : row.slots[0] === slot ? place.left : -ABOVE;
        const leaving = slot < 0 ? 0 : row.slots[row.slots.length - 1] === slot ? place.right : row.h + BELOW;
        // What lies together in the last of too many layers pulls nothing.
        if (last && last.index !== index && columns[last.index].band === columns[index].band) {
          if (!pulls.has(last.key)) pulls.set(last.key, new Map());
          const ahead = pulls.get(last.key);
          let both = ahead.get(key);
          if (!both) {
            both = [{ row: rowAt, offset: entering, other: last.row, otherOffset: last.offset, weight: 0 },
              { row: last.row, offset: last.offset, other: rowAt, otherOffset: entering, weight: 0 }];
            ahead.set(key, both);
            columns[index].left.push(both[0]);
            columns[last.index].right.push(both[1]);
          }
          both[0].weight += weightOf(run.count);
          both[1].weight += weightOf(run.count);
        }
        last = { index, row: rowAt, offset: leaving, key };
      }
    }
  }

  function stack(column) {
    let y = 0;
    column.rows.forEach((row, index) => {
      if (index > 0) y += gap(column.rows[index - 1], row);
      row.y = y;
      y += row.h;
    });
    for (const row of column.rows) { row.y -= y / 2; row.tight = row.y; }
  }

  function settle(columns, index, pass) {
    const { rows, left, right } = columns[index], sums = rows.map(() => 0), weights = rows.map(() => 0);
    const pull = (pulls, others) => {
      for (const p of pulls) {
        sums[p.row] += p.weight * (others[p.other].y + p.otherOffset - p.offset);
        weights[p.row] += p.weight;
      }
    };
    const isSame = other => other && other.band === columns[index].band;
    if (isSame(columns[index - 1]) && (pass >= 2 || pass % 2 === 0)) pull(left, columns[index - 1].rows);
    if (isSame(columns[index + 1]) && (pass >= 2 || pass % 2 === 1)) pull(right, columns[index + 1].rows);
    let shift = 0;
    const wanted = [], shifts = [];
    rows.forEach((row, at) => {
      if (at > 0) shift += rows[at - 1].h + gap(rows[at - 1], row);
      const rest = weights[at] * REST + 0.1;
      weights[at] += rest;
      wanted.push((sums[at] + row.tight * rest) / weights[at] - shift);
      shifts.push(shift);
    });
    regress(wanted, weights);
    rows.forEach((row, at) => { row.y = wanted[at] + shifts[at]; });
  }

  packCluster(0);
  for (let item = nodes + 1; item < plan.entry; item++) moveInto(item);
  for (let item = 0; item < nodes; item++) moveInto(item);
  function moveInto(item) {
    const home = places[nodes + plan.home[item]], place = places[item];
    if (!place) return;
    place.x += home.x;
    place.y += home.y;
    place.column = [place.column[0] + home.x, place.column[1] + home.x];
  }
  lanes.forEach((inside, at) => inside.forEach(lane => {
    const home = places[nodes + at];
    lane.y += home.y;
    lane.column = [lane.column[0] + home.x, lane.column[1] + home.x];
  }));
  bands.forEach((inside, at) => inside.forEach(band => {
    band.right += places[nodes + at].x;
    band.gap += places[nodes + at].y;
  }));
  inner.forEach((ends, at) => {
    const x = places[nodes + at] ? places[nodes + at].x : 0;
    inner[at] = [ends[0] + x, ends[1] + x];
  });
  return { places, lanes, bands, inner };
}

// Isotonic regression: the closest values that do not decrease.
function regress(wanted, weights) {
  const blocks = [];
  wanted.forEach((value, at) => {
    let block = [value, weights[at], 1];
    while (blocks.length && blocks[blocks.length - 1][0] > block[0]) {
      const last = blocks.pop(), sum = last[1] + block[1];
      block = [(last[0] * last[1] + block[0] * block[1]) / sum, sum, last[2] + block[2]];
    }
    blocks.push(block);
  });
  let at = 0;
  for (const [value, , count] of blocks) { wanted.fill(value, at, at + count); at += count; }
}
