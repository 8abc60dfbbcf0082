//! What several modules say of one option, as the module system puts it together: lists behind each other, sets
//! attribute by attribute. Two single values are a conflict there, and here the first one.

use super::{Kind, OptionSpec, Setting};
use crate::eval::Known;

impl Setting {
    /// Adds what a further module says. What can't be read of a list or a set makes all of it unread, but for inputs,
    /// which stand each for itself.
    pub(super) fn add(&mut self, option: &OptionSpec, other: Self) {
        self.unread.extend(other.unread);
        match (&mut self.value, other.value) {
            (Ok(value), Ok(other)) => add_known(value, other),
            (Ok(_), Err(unread)) if option.kind == Kind::Inputs => self.unread.push(*unread),
            (value @ Ok(Known::List(_) | Known::Attrs(_)), Err(unread)) => *value = Err(unread),
            (Ok(_) | Err(_), _) => {}
        }
    }
}

fn add_known(value: &mut Known, other: Known) {
    match (value, other) {
        (Known::List(items), Known::List(others)) => items.extend(others),
        (Known::Attrs(attrs), Known::Attrs(others)) => {
            for (name, other) in others {
                match attrs.get_mut(&name) {
                    Some(attr) => add_known(&mut attr.value, other.value),
                    None => drop(attrs.insert(name, other)),
                }
            }
        }
        _ => {}
    }
}
