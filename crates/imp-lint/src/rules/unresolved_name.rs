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
# nix/registry/users/alice.nix
{ home.username = \"alice\"; }
# nix/outputs/hosts/server.nix
{ __host.user = \"alice\"; }
```

```sh
# a user's modules are only found below `users`
imp-registry mv users.alice people.alice
```

Good:

```nix
# nix/registry/users/alice.nix
{ home.username = \"alice\"; }
# nix/outputs/hosts/server.nix
{ __host.user = \"alice\"; }
```

```sh
imp-registry mv users.alice users.alicia
```
",
    check: None,
};
