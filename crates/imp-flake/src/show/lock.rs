//! How old what is locked is.

use imp_model::model::Model;
use imp_model::wire::overview::{LockAge, LockedAt};

const DAY: i64 = 24 * 60 * 60;

/// The newest and the oldest input of the flake itself; `None` without a lock.
pub(super) fn age(model: &Model, now: i64) -> Option<LockAge> {
    let unread =
        |reason: &str| Some(LockAge { unread: Some(reason.to_owned()), ..LockAge::default() });
    if model.ignored.iter().any(|path| path.as_str() == "flake.lock") {
        return unread("git ignores it, so Nix does not see it");
    }
    let lock = match model.lock.as_ref()? {
        Ok(lock) => lock,
        Err(reason) => return unread(reason),
    };
    let root = lock.nodes.get(&lock.root);
    let names = root.into_iter().flat_map(|root| root.inputs.keys());
    let mut dated: Vec<(i64, &String)> = names
        .filter_map(|name| {
            let node = lock.nodes.get(lock.input(name)?)?;
            Some((node.locked.get("lastModified")?.parse().ok()?, name))
        })
        .collect();
    dated.sort();
    let at = |(seconds, name): &(i64, &String)| LockedAt {
        input: (*name).clone(),
        last_modified: *seconds,
        date: date(*seconds),
        days: (now - seconds).div_euclid(DAY),
    };
    Some(LockAge { unread: None, newest: dated.last().map(at), oldest: dated.first().map(at) })
}

/// The day of a time in seconds since 1970, by the Gregorian calendar in UTC. A year is counted from March, so
/// that the day that leap years add is its last.
fn date(seconds: i64) -> String {
    // Days since 1 March of year 0; 400 years have 146,097 days.
    let days = seconds.div_euclid(DAY) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        for (seconds, expect) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_735_689_599, "2024-12-31"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(date(seconds), expect);
        }
    }
}
