//! Sorting, as far as its result does not depend on how it is done.
//!
//! A version of Nix compares some pairs and not others, and what comes out when the comparison is no order is up to it.
//! So all pairs are compared, and only an order gives a result: then every stable sort gives the same.

use std::rc::Rc;

use crate::eval::value::{Function, Stop, Thunk, Value};
use crate::eval::{Evaluator, Result};

/// Of more elements not all pairs are compared.
const MAX_PAIRED: usize = 200;

const UNORDERED: &str =
    "what `sort` gives without a consistent order depends on the version of Nix";

/// `builtins.sort`.
pub(super) fn sort(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let items = this.forced_list(arguments[1])?;
    if items.is_empty() {
        return Ok(Value::List(items));
    }
    let less = this.forced_function(arguments[0])?;
    let order = match items.len() {
        1 => vec![0],
        _ if is_plain_order(this, &less, &items) => merge_sorted(items.len(), |a, b| {
            let (a, b) = (this.force(items[a])?, this.force(items[b])?);
            this.less(&a, &b)
        })?,
        length if length > MAX_PAIRED => {
            let reason = format!("`sort` is given more than {MAX_PAIRED} elements and a function");
            return Err(Stop::unknown(reason));
        }
        length => {
            let pairs = Pairs::compare(this, &less, &items)?;
            let order = merge_sorted(length, |a, b| Ok(pairs.is_less(a, b)))?;
            if !pairs.is_order(&order) {
                return Err(Stop::unknown(UNORDERED));
            }
            order
        }
    };
    this.new_list(order.into_iter().map(|index| items[index]).collect())
}

/// Whether all are integers, or all strings, compared by `builtins.lessThan`.
fn is_plain_order(this: &mut Evaluator<'_>, less: &Value, items: &Rc<[Thunk]>) -> bool {
    let is_less_than = matches!(less, Value::Function(Function::Builtin(builtin, arguments))
        if builtin.name == "lessThan" && arguments.is_empty());
    let mut all = |test: fn(&Value) -> bool| {
        items.iter().all(|item| this.force(*item).is_ok_and(|value| test(&value)))
    };
    is_less_than
        && (all(|value| matches!(value, Value::Int(_)))
            || all(|value| matches!(value, Value::Str(_))))
}

/// Which elements are less than which.
struct Pairs {
    length: usize,
    less: Vec<bool>,
}

impl Pairs {
    fn compare(this: &mut Evaluator<'_>, less: &Value, items: &[Thunk]) -> Result<Self> {
        let length = items.len();
        let mut results = Vec::with_capacity(length * length);
        for a in items {
            for b in items {
                let value = this.apply_all(less.clone(), &[*a, *b]);
                results.push(value.and_then(|value| this.boolean(&value)));
            }
        }
        let first = results.iter().find_map(|result| result.as_ref().err()).cloned();
        let Some(stop) = first else {
            return Ok(Self { length, less: results.into_iter().flatten().collect() });
        };
        // Each element is compared with another one. Where one can be compared with none, Nix stops, too.
        let is_same =
            |result: &Result<bool>| result.as_ref().is_err_and(|other| other.kind == stop.kind);
        let stops = |a: usize| {
            let others = (0..length).filter(|b| *b != a);
            others.flat_map(|b| [a * length + b, b * length + a]).all(|at| is_same(&results[at]))
        };
        let is_certain = results.iter().all(|result| result.is_ok() || is_same(result))
            && (0..length).any(stops);
        Err(if is_certain { stop } else { Stop::unknown(UNORDERED) })
    }

    fn is_less(&self, a: usize, b: usize) -> bool {
        self.less[a * self.length + b]
    }

    /// Whether this is a strict weak order, given what it would sort to: elements of one rank are not less than each
    /// other, and less than all that follow.
    fn is_order(&self, sorted: &[usize]) -> bool {
        let mut ranks = vec![0; self.length];
        for pair in sorted.windows(2) {
            ranks[pair[1]] = ranks[pair[0]] + usize::from(self.is_less(pair[0], pair[1]));
        }
        let all = |a: usize| (0..self.length).all(|b| self.is_less(a, b) == (ranks[a] < ranks[b]));
        (0..self.length).all(all)
    }
}

/// The numbers below `length` in order. Stable; the standard library's sort takes no comparison that can fail.
fn merge_sorted(
    length: usize,
    mut less: impl FnMut(usize, usize) -> Result<bool>,
) -> Result<Vec<usize>> {
    let (mut runs, mut width) = ((0..length).collect::<Vec<_>>(), 1);
    while width < length {
        let mut merged = Vec::with_capacity(length);
        for pair in runs.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
                merged.extend(if less(**b, **a)? { right.next() } else { left.next() });
            }
            merged.extend(left.chain(right));
        }
        runs = merged;
        width *= 2;
    }
    Ok(runs)
}
