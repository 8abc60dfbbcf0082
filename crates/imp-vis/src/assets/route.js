// Routes: the same as `layout/route.rs`.

// The pieces of a leg from left to right, [x, y, to x, to y, x of both control points]; none when an end
// is not shown.
function route(plan, packed, from, to) {
  const home = plan.home[from === plan.entry ? to : from], border = packed.places[plan.nodes + home];
  const a = packed.places[from], b = packed.places[to], pieces = [];
  if (!border || from !== plan.entry && !a || to !== plan.exit && !b) return pieces;
  const [left, right] = packed.inner[home];
  const bandOf = item => packed.bands[home].get(plan.layer[item]);
  let x = border.x, y = border.y + border.left, band;
  const bend = (toX, toY, at) => {
    if (toX !== x || toY !== y) pieces.push([x, y, toX, toY, at]);
    x = toX; y = toY;
  };
  const go = (toX, toY) => bend(toX, toY, (x + toX) / 2);
  const turn = (toY, next) => {
    if (band && next && band.index !== next.index) {
      go(band.right, y);
      bend(band.right, band.gap, band.right + SWING);
      go(left, band.gap);
      bend(left, toY, left - SWING);
    }
    band = next;
  };
  if (from !== plan.entry) {
    x = a.x + a.w; y = a.y + a.right;
    band = bandOf(from);
    if (a.leave !== null && a.h === BOX) {
      x = a.x + a.w - CORNER; y = a.y + a.h;
      bend(a.x + a.w, a.y + a.leave, x);
    } else if (a.leave !== null) go(a.x + a.w + TURN, a.y + a.leave);
    go(a.column[1], y);
  }
  const only = from === plan.entry ? bandOf(to) : to === plan.exit ? bandOf(from) : null;
  for (const [layer, slot] of lanesOf(plan, from, to)) {
    const lane = packed.lanes[home].get(laneKey(layer, slot)), next = packed.bands[home].get(layer);
    if (!lane || only && only.index !== next.index) continue;
    turn(lane.y, next);
    go(lane.column[0], lane.y);
    go(lane.column[1], lane.y);
  }
  if (to === plan.exit) {
    go(right, y);
    go(border.x + border.w, border.y + border.right);
  } else {
    const height = b.y + (b.enter ?? b.left);
    turn(height, bandOf(to));
    go(b.column[0], height);
    if (b.enter !== null && b.h === BOX) {
      go(b.x, height);
      bend(b.x + CORNER, b.y, b.x + CORNER);
    } else {
      if (b.enter !== null) go(b.x - TURN, b.y + b.enter);
      go(b.x, b.y + b.left);
    }
  }
  return pieces;
}

// The head of the edges that come to a box from the left or the right: its tip, and the way it points.
function headOf(place, isRight) {
  if (place.h === BOX && !isRight && place.enter !== null) return [place.x + CORNER, place.y, 0, 1];
  if (place.h === BOX && isRight && place.leave !== null) return [place.x + place.w - CORNER, place.y + place.h, 0, -1];
  return isRight ? [place.x + place.w, place.y + place.right, -1, 0] : [place.x, place.y + place.left, 1, 0];
}
