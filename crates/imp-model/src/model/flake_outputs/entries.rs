//! The attributes of a set that is put together by functions of nixpkgs.

use std::rc::Rc;

use super::{Reader, UnknownPart, function};
use crate::eval::{Evaluator, Opaque, Slot, Thunk, Value};
use crate::syntax::BinaryOperator;

/// How deep such functions may be in each other.
const MAX_DEPTH: u32 = 40;

/// What a set has.
#[derive(Default)]
pub(super) struct Entries {
    /// Its attributes; the same name more than once where sets are merged deeply.
    pub(super) known: Vec<(Rc<str>, Slot)>,
    /// The calls of other flakes' functions that give a part of it.
    pub(super) calls: Vec<(Rc<Opaque>, Thunk)>,
    /// What else can't be read of it.
    pub(super) unknown: Vec<UnknownPart>,
}

impl Entries {
    pub(super) fn add(&mut self, other: Self) {
        self.known.extend(other.known);
        self.calls.extend(other.calls);
        self.unknown.extend(other.unknown);
    }
}

impl Reader<'_> {
    /// The attributes of a set.
    pub(super) fn entries(&mut self, thunk: Thunk) -> Entries {
        self.entries_within(thunk, MAX_DEPTH)
    }

    fn entries_within(&mut self, thunk: Thunk, depth: u32) -> Entries {
        let mut found = Entries::default();
        for part in self.evaluator.operands(thunk, BinaryOperator::Update) {
            let part = self.part(part, depth);
            // What stands later in `//` replaces what stands before.
            let replaces = |name: &Rc<str>| part.known.iter().any(|(other, _)| other == name);
            found.known.retain(|(name, _)| !replaces(name));
            found.add(part);
        }
        found
    }

    fn part(&mut self, thunk: Thunk, depth: u32) -> Entries {
        let within = self.evaluator.expression(thunk);
        let mut found = Entries::default();
        match self.evaluator.force(thunk) {
            Ok(Value::Attrs(attrs)) => {
                found.known = attrs.iter().map(|(name, slot)| (name.clone(), *slot)).collect();
            }
            Ok(Value::Opaque(call)) => {
                let known = depth.checked_sub(1).and_then(|depth| self.put_together(&call, depth));
                match known {
                    Some(known) => return known,
                    None => found.calls.push((call, thunk)),
                }
            }
            Ok(_) => {}
            Err(stop) => found.unknown.push(self.stopped(&stop, within)),
        }
        found
    }

    /// The elements of a list that is put together with `++`, `optional` and `optionals`, and what else can't be
    /// read of it.
    pub(super) fn elements(&mut self, list: Thunk) -> (Vec<Thunk>, Vec<UnknownPart>) {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for part in self.evaluator.operands(list, BinaryOperator::Concat) {
            let within = self.evaluator.expression(part);
            match self.evaluator.force(part) {
                Ok(Value::List(items)) => found.extend(items.iter()),
                Ok(Value::Opaque(call)) => match self.optional(&call) {
                    Some(items) => found.extend(items),
                    None => unknown.push(self.called(&call, part)),
                },
                Ok(_) => {}
                Err(stop) => unknown.push(self.stopped(&stop, within)),
            }
        }
        (found, unknown)
    }

    /// The elements of `optional condition element` and `optionals condition list`, the condition known.
    fn optional(&mut self, call: &Opaque) -> Option<Vec<Thunk>> {
        let [condition, argument] = call.arguments.as_slice() else { return None };
        let is_list = match function(call) {
            "optional" if is_lib(call) => false,
            "optionals" if is_lib(call) => true,
            _ => return None,
        };
        let Ok(Value::Bool(holds)) = self.evaluator.force(*condition) else { return None };
        match (holds, is_list) {
            (false, _) => Some(Vec::new()),
            (true, false) => Some(vec![*argument]),
            (true, true) => Some(self.elements(*argument).0),
        }
    }

    /// What a function of nixpkgs puts together; `None` for another, or if it is unknown of what.
    fn put_together(&mut self, call: &Opaque, depth: u32) -> Option<Entries> {
        if !is_lib(call) {
            return None;
        }
        let mut found = Entries::default();
        match (function(call), call.arguments.as_slice()) {
            ("genAttrs", [names, each]) => {
                for name in strings(&mut self.evaluator, *names)? {
                    let argument = self.evaluator.text(name.clone());
                    let value = self.evaluator.apply_later(*each, argument);
                    found.known.push((name, Slot { value, at: call.at }));
                }
            }
            ("mapAttrs", [each, set]) => {
                found = self.entries_within(*set, depth);
                for (name, slot) in &mut found.known {
                    let name = self.evaluator.text(name.clone());
                    let each = self.evaluator.apply_later(*each, name);
                    slot.value = self.evaluator.apply_later(each, slot.value);
                }
            }
            ("recursiveUpdate", sets @ [_, _]) => {
                sets.iter().for_each(|set| found.add(self.entries_within(*set, depth)));
            }
            ("mergeAttrsList" | "mkMerge", [sets]) => {
                let Ok(Value::List(sets)) = self.evaluator.force(*sets) else { return None };
                sets.iter().for_each(|set| found.add(self.entries_within(*set, depth)));
            }
            ("optionalAttrs" | "mkIf", [condition, set]) => {
                let Ok(Value::Bool(holds)) = self.evaluator.force(*condition) else { return None };
                if holds {
                    found = self.entries_within(*set, depth);
                }
            }
            ("mkDefault" | "mkForce", [set]) => found = self.entries_within(*set, depth),
            _ => return None,
        }
        Some(found)
    }
}

/// Whether a function is one of nixpkgs' `lib`, as far as its name says; also of one with more in it.
pub(super) fn is_lib(call: &Opaque) -> bool {
    let parts: Vec<&str> = call.name.split('.').collect();
    parts.iter().rev().skip(1).take(2).any(|part| part.trim_end_matches(')') == "lib")
}

/// The strings of a list, if all are known.
fn strings(evaluator: &mut Evaluator<'_>, list: Thunk) -> Option<Vec<Rc<str>>> {
    let Ok(Value::List(items)) = evaluator.force(list) else { return None };
    let string = |item: &Thunk| match evaluator.force(*item) {
        Ok(Value::Str(text)) => Some(text),
        _ => None,
    };
    items.iter().map(string).collect()
}
