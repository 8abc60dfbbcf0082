//! Places that a rename can't rewrite with certainty.

use imp_model::finding::Severity;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unresolved-name",
    severity: Severity::Error,
    summary: "a name that a rename can't rewrite with certainty",
    explanation: "\
`imp-registry mv` renames everything or nothing. Where a file does not parse, a name is put together by code, or
what would be written is taken already, nobody can say what should stand there. `imp-registry migrate`
reports names that are gone or became several in the same way; nothing is ever guessed.

Bad:

```nix
# users.alice is renamed to people.alice; a user's modules are only found below `users`
{ __host.user = \"alice\"; }
```

Good:

```nix
# users.alice is renamed to users.alicia
{ __host.user = \"alicia\"; }
```
",
    check: None,
};
