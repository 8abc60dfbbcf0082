//! The same findings in every format.

use expect_test::{Expect, expect};
use imp_model::finding::Fix;
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::text::{Edit, Place, Span};

use super::*;

const A: &str =
    "{\n  inputs = {\n    nixpkgs.url = \"x\";\n    other.url = \"o\";\n    a = 1;\n  };\n}\n";
const B: &str = "{ nixpkgs.url = \"y\"; }\n";

fn place(file: &str, text: &str, part: &str) -> Place {
    let start = text.find(part).unwrap();
    Place::new(&TreePath::new(file).unwrap(), text, Span::new(start, start + part.len()))
}

fn findings() -> Vec<Finding> {
    let conflict = Finding::error("input-conflict", "the input `nixpkgs` is declared in two ways")
        .at(place("nix/a b.nix", A, "nixpkgs.url"))
        .labelled("this declaration")
        .label(place("nix/a b.nix", A, "a = 1"), "in the same file")
        .label(place("b.nix", B, "nixpkgs.url"), "and this one")
        .note("an input has one definition")
        .help("move it to `coreInputs`:\ncoreInputs.nixpkgs.url = \"x\";")
        .fix(Fix {
            message: "remove the second declaration".into(),
            edits: vec![(
                TreePath::new("b.nix").unwrap(),
                Edit { span: Span::new(2, 20), text: String::new() },
            )],
        });
    let forged = Finding::warning("bad-name", "the name `x\u{1b}[31m\n::error::y` is bad, 100%")
        .at(Place::start_of(&TreePath::new("a:b,c\n%.nix").unwrap()))
        .labelled("not readable");
    vec![Finding::new("whole-tree", Severity::Note, "nothing is scanned"), conflict, forged]
}

fn check(format: Format, expected: &Expect) {
    let files = MemoryFiles::new([("nix/a b.nix", A), ("b.nix", B)]);
    let findings = findings();
    let data = serde_json::json!({});
    let report = Report { tool: "imp-flake", findings: &findings, files: &files, data: &data };
    expected.assert_eq(&report.render(format, Paint::Plain));
}

#[test]
fn for_people() {
    check(
        Format::Human,
        &expect![[r#"
            note[whole-tree]: nothing is scanned

            error[input-conflict]: the input `nixpkgs` is declared in two ways
             --> nix/a b.nix:3:5
              |
            3 |     nixpkgs.url = "x";
              |     ^^^^^^^^^^^ this declaration
            ...
            5 |     a = 1;
              |     ----- in the same file
              |
             ::: b.nix:1:3
              |
            1 | { nixpkgs.url = "y"; }
              |   ----------- and this one
              |
              = note: an input has one definition
              = help: move it to `coreInputs`:
                      coreInputs.nixpkgs.url = "x";
              = fix: remove the second declaration

            warning[bad-name]: the name `x\u{1b}[31m\n::error::y` is bad, 100%
             --> a:b,c\n%.nix:1:1
              = 1:1: not readable

        "#]],
    );
}

#[test]
fn as_json() {
    check(
        Format::Json,
        &expect![[r#"
            {
              "schema": "imp.findings/1",
              "tool": "imp-flake",
              "data": {},
              "findings": [
                {
                  "code": "whole-tree",
                  "severity": "note",
                  "message": "nothing is scanned",
                  "labels": [],
                  "notes": []
                },
                {
                  "code": "input-conflict",
                  "severity": "error",
                  "message": "the input `nixpkgs` is declared in two ways",
                  "file": "nix/a b.nix",
                  "line": 3,
                  "column": 5,
                  "end_line": 3,
                  "end_column": 16,
                  "start_byte": 19,
                  "end_byte": 30,
                  "label": "this declaration",
                  "labels": [
                    {
                      "file": "nix/a b.nix",
                      "line": 5,
                      "column": 5,
                      "end_line": 5,
                      "end_column": 10,
                      "start_byte": 63,
                      "end_byte": 68,
                      "message": "in the same file"
                    },
                    {
                      "file": "b.nix",
                      "line": 1,
                      "column": 3,
                      "end_line": 1,
                      "end_column": 14,
                      "start_byte": 2,
                      "end_byte": 13,
                      "message": "and this one"
                    }
                  ],
                  "notes": [
                    "an input has one definition"
                  ],
                  "help": "move it to `coreInputs`:\ncoreInputs.nixpkgs.url = \"x\";",
                  "fix": {
                    "message": "remove the second declaration",
                    "edits": [
                      {
                        "file": "b.nix",
                        "hash": "6ba462a8053a6e825163bc6c87458447c1a48f7aa2ee823902e6fc4d689d1d9c",
                        "start_byte": 2,
                        "end_byte": 20,
                        "text": ""
                      }
                    ]
                  }
                },
                {
                  "code": "bad-name",
                  "severity": "warning",
                  "message": "the name `x\u001b[31m\n::error::y` is bad, 100%",
                  "file": "a:b,c\n%.nix",
                  "line": 1,
                  "column": 1,
                  "end_line": 1,
                  "end_column": 1,
                  "start_byte": 0,
                  "end_byte": 0,
                  "label": "not readable",
                  "labels": [],
                  "notes": []
                }
              ]
            }
        "#]],
    );
}

#[test]
fn as_sarif() {
    check(
        Format::Sarif,
        &expect![[r#"
        {
          "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
          "version": "2.1.0",
          "runs": [
            {
              "tool": {
                "driver": {
                  "name": "imp-flake",
                  "version": "0.1.0",
                  "informationUri": "https://github.com/imp-nix/imp",
                  "rules": [
                    {
                      "id": "bad-name"
                    },
                    {
                      "id": "input-conflict"
                    },
                    {
                      "id": "whole-tree"
                    }
                  ]
                }
              },
              "columnKind": "unicodeCodePoints",
              "results": [
                {
                  "ruleId": "whole-tree",
                  "ruleIndex": 2,
                  "level": "note",
                  "message": {
                    "text": "nothing is scanned"
                  },
                  "locations": []
                },
                {
                  "ruleId": "input-conflict",
                  "ruleIndex": 1,
                  "level": "error",
                  "message": {
                    "text": "the input `nixpkgs` is declared in two ways\nnote: an input has one definition\nhelp: move it to `coreInputs`:\ncoreInputs.nixpkgs.url = \"x\";"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "nix/a%20b.nix"
                        },
                        "region": {
                          "startLine": 3,
                          "startColumn": 5,
                          "endLine": 3,
                          "endColumn": 16
                        }
                      },
                      "message": {
                        "text": "this declaration"
                      }
                    }
                  ],
                  "relatedLocations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "nix/a%20b.nix"
                        },
                        "region": {
                          "startLine": 5,
                          "startColumn": 5,
                          "endLine": 5,
                          "endColumn": 10
                        }
                      },
                      "id": 1,
                      "message": {
                        "text": "in the same file"
                      }
                    },
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "b.nix"
                        },
                        "region": {
                          "startLine": 1,
                          "startColumn": 3,
                          "endLine": 1,
                          "endColumn": 14
                        }
                      },
                      "id": 2,
                      "message": {
                        "text": "and this one"
                      }
                    }
                  ],
                  "fixes": [
                    {
                      "description": {
                        "text": "remove the second declaration"
                      },
                      "artifactChanges": [
                        {
                          "artifactLocation": {
                            "uri": "b.nix"
                          },
                          "replacements": [
                            {
                              "deletedRegion": {
                                "startLine": 1,
                                "startColumn": 3,
                                "endLine": 1,
                                "endColumn": 21
                              },
                              "insertedContent": {
                                "text": ""
                              }
                            }
                          ]
                        }
                      ]
                    }
                  ]
                },
                {
                  "ruleId": "bad-name",
                  "ruleIndex": 0,
                  "level": "warning",
                  "message": {
                    "text": "the name `x\u001b[31m\n::error::y` is bad, 100%"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "a%3Ab%2Cc%0A%25.nix"
                        },
                        "region": {
                          "startLine": 1,
                          "startColumn": 1,
                          "endLine": 1,
                          "endColumn": 1
                        }
                      },
                      "message": {
                        "text": "not readable"
                      }
                    }
                  ]
                }
              ]
            }
          ]
        }
    "#]],
    );
}

#[test]
fn as_workflow_commands() {
    check(
        Format::Github,
        &expect![[r#"
            ::notice title=whole-tree::nothing is scanned
            ::error file=nix/a b.nix,line=3,endLine=3,col=5,endColumn=15,title=input-conflict::the input `nixpkgs` is declared in two ways%0Anix/a b.nix:3:5: this declaration%0Anix/a b.nix:5:5: in the same file%0Ab.nix:1:3: and this one%0Anote: an input has one definition%0Ahelp: move it to `coreInputs`:%0AcoreInputs.nixpkgs.url = "x";
            ::warning file=a%3Ab%2Cc%0A%25.nix,line=1,endLine=1,col=1,title=bad-name::the name `x\u{1b}[31m%0A::error::y` is bad, 100%25
        "#]],
    );
}

#[test]
fn the_exit_status_does_not_depend_on_the_format() {
    let files = MemoryFiles::default();
    let data = serde_json::json!({});
    let findings = findings();
    for (findings, fail_on, expected) in [
        (&findings[..], FailOn::Error, Exit::Findings),
        (&findings[2..], FailOn::Error, Exit::Clean),
        (&findings[2..], FailOn::Warning, Exit::Findings),
        (&findings[..1], FailOn::Warning, Exit::Clean),
    ] {
        let report = Report { tool: "imp-flake", findings, files: &files, data: &data };
        for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
            assert_eq!(report.print(format, fail_on, &Streams::captured()), expected);
        }
    }
    let streams = Streams::captured();
    let report = Report { tool: "imp-flake", findings: &findings, files: &files, data: &data };
    report.print(Format::Human, FailOn::Error, &streams);
    assert_eq!(streams.take().1, "1 error, 1 warning\n");
}
