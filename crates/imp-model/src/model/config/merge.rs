//! What several modules say of one option, as the module system puts it together: lists behind each other, sets
//! attribute by attribute. Two single values that differ are a conflict there and here.

use super::{ConfigError, Kind, OptionSpec, Setting};
use crate::eval::{Known, KnownAttr};
use crate::model::one_line;
use crate::text::Place;

impl Setting {
    /// Adds what a further module says. What can't be read of a list or a set makes all of it unread, but for inputs,
    /// which stand each for itself: only Nix knows which one wins.
    ///
    /// # Errors
    /// Two single values that differ. An input is one as a whole.
    pub(super) fn add(&mut self, option: &OptionSpec, other: Self) -> Result<(), ConfigError> {
        self.unread.extend(other.unread);
        match (&mut self.value, other.value) {
            (Ok(value), Ok(known)) => {
                let mut value = Said { value, place: self.origin.place() };
                let other = Said { value: known, place: other.origin.place() };
                let depth = if option.kind == Kind::Inputs { 1 } else { usize::MAX };
                value.add(option.name, other, depth)
            }
            (Ok(_), Err(unread)) if option.kind == Kind::Inputs => {
                self.unread.push(*unread);
                Ok(())
            }
            (value @ Ok(_), Err(unread)) => {
                *value = Err(unread);
                Ok(())
            }
            (Err(_), _) => Ok(()),
        }
    }
}

/// A value, and where it stands.
struct Said<V> {
    value: V,
    place: Place,
}

impl Said<&mut Known> {
    /// Adds another value; sets attribute by attribute, so many levels deep.
    fn add(&mut self, name: &str, other: Said<Known>, depth: usize) -> Result<(), ConfigError> {
        match (&mut *self.value, other.value) {
            (Known::List(items), Known::List(others)) => items.extend(others),
            (Known::Attrs(attrs), Known::Attrs(others)) if depth > 0 => {
                for (part, KnownAttr { value, place }) in others {
                    let Some(attr) = attrs.get_mut(&part) else {
                        attrs.insert(part, KnownAttr { value, place });
                        continue;
                    };
                    let first = attr.place.clone().unwrap_or_else(|| self.place.clone());
                    let place = place.unwrap_or_else(|| other.place.clone());
                    let mut said = Said { value: &mut attr.value, place: first };
                    said.add(&format!("{name}.{part}"), Said { value, place }, depth - 1)?;
                }
            }
            (value, second) if *value == second => {}
            (value, second) => {
                let second = Said { value: second, place: other.place };
                return Err(conflict(name, &Said { value, place: self.place.clone() }, &second));
            }
        }
        Ok(())
    }
}

fn conflict(name: &str, first: &Said<&mut Known>, second: &Said<Known>) -> ConfigError {
    let (one, other) = (one_line(first.value), one_line(&second.value));
    let (here, there) = (&first.place, &second.place);
    ConfigError {
        message: format!(
            "`imp.{name}` is set unlike in {here} and {there}: to {one} and to {other}"
        ),
        help: Some("take one of them out; Nix, too, takes neither".to_owned()),
        place: Some(second.place.clone()),
    }
}
