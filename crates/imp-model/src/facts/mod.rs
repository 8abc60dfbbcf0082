//! What one file says: its declarations, the names and paths that it refers to.
//!
//! In goes the text of a file; out come owned facts with byte ranges, lines and columns. A fact is one
//! module here and one line in [`Wanted`]; each says which bytes a file must hold to be worth parsing.
//! What a file seems to declare and what can't be read is an [`Unread`], never silence.

mod arguments;
mod callees;
mod calls;
mod elements;
mod exports;
mod follows_comments;
mod foreign;
mod guards;
mod handed;
mod helpers;
mod hidden;
mod host;
mod host_types;
mod input_words;
mod inputs;
mod leads;
mod methods;
mod other;
mod outputs;
mod parameters;
mod paths;
mod practice;
mod references;
mod resolver;
mod search;
mod secrets;
mod settings;
mod slips;
#[cfg(test)]
mod tests;
mod unfollowed;
mod update_inputs;
mod wanted;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

pub use arguments::Argument;
pub use elements::ModuleElement;
pub use exports::{Export, taken_name};
pub use follows_comments::FollowsComment;
pub use handed::HandedRegistry;
pub use helpers::{Helper, ModuleArguments};
pub use hidden::{Hidden, HiddenBy};
pub use host::{Host, HostField, HostName};
pub use input_words::InputWords;
pub(crate) use inputs::kind_of;
pub use inputs::{Input, definition_problem};
pub(crate) use leads::{leads_to, paths_in};
pub use methods::Method;
pub use other::{Form, OtherFile, Pattern};
pub use outputs::Output;
pub use paths::{PathForm, PathUse, PathUseKind};
pub use practice::{
    AutoUpgrade, Home, InputImport, OverlayUse, Password, Practice, StoreCopy, StoreCopyKind,
    UpgradeSource,
};
pub use references::{Alias, Reference, ReferencePart, ReferenceRoot};
pub use secrets::Secret;
pub use settings::{Setting, SettingKind};
pub use unfollowed::UnfollowedName;
pub use update_inputs::UpdateInput;
pub use wanted::Wanted;

use self::resolver::Resolver;
use self::search::Search;
use crate::eval::{At, Evaluator, Stop, StopKind, Value};
use crate::source::{Files, ReadError, TreePath};
use crate::syntax::{self, Parsed, Tree};
use crate::text::{Place, Position, Span, position_after, position_at};

/// How the conventions see a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It is read for declarations.
    Visited,
    /// It is below a directory with `default.nix`, so nothing reads it for declarations.
    BelowUnit,
    /// It, or a directory above it, begins with `_`.
    Hidden,
    /// It is below no directory that is read for declarations; it may still refer to names and inputs.
    Elsewhere,
}

/// The facts of one file.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// The file.
    pub path: TreePath,
    /// How the conventions see it.
    pub role: Role,
    /// Its text, where it is read for rules, whose findings show lines of it.
    pub text: Option<Arc<str>>,
    /// Why Nix rejects it, if it does; then it has no references and paths either, unless only a variable is unbound.
    pub rejected: Option<Rejected>,
    /// `__inputs`, in order of their names.
    pub inputs: Vec<Input>,
    /// `__exports`, in order of their sinks.
    pub exports: Vec<Export>,
    /// `__host`.
    pub host: Option<Host>,
    /// `__outputs`.
    pub outputs: Vec<Output>,
    /// Names in the registry and of inputs that the file refers to, in order of place.
    pub references: Vec<Reference>,
    /// What else parts of a registry are called in it.
    pub aliases: Vec<Alias>,
    /// Names that a `with` may bring in which is not the innermost: only Nix knows which of them has the name.
    pub possible: Vec<Reference>,
    /// Functions that may get another registry by that name, in order.
    pub helpers: Vec<Helper>,
    /// Where it hands the registry to functions that it does not write, or to what can't be followed, in order of place.
    pub handed: Vec<HandedRegistry>,
    /// Where it may use all of the registry of the flake, in order of place.
    pub whole_registry: Vec<Place>,
    /// Names that may be of the registry, as what they are selected from is not known, in order of place.
    pub unfollowed: Vec<UnfollowedName>,
    /// What it gives all modules.
    pub module_arguments: ModuleArguments,
    /// Paths in the flake, in order of place.
    pub paths: Vec<PathUse>,
    /// Where a function gets the flake itself, which is its directory (`f self`), in order.
    pub given_flake: Vec<Place>,
    /// What it says of hosts and users, in order of place.
    pub settings: Vec<Setting>,
    /// What the function that the file is asks for.
    pub arguments: Vec<Argument>,
    /// The methods of `imp` that it calls, in order of place.
    pub methods: Vec<Method>,
    /// The elements of its `imports` and `modules`, in order.
    pub modules: Vec<ModuleElement>,
    /// Which inputs it may use in other ways than by a reference.
    pub input_words: InputWords,
    /// Its comments that speak of `follows`, in order.
    pub follows_comments: Vec<FollowsComment>,
    /// What the file seems to declare and what can't be read without evaluation.
    pub unread: Vec<Unread>,
    /// Declarations where nothing collects them.
    pub hidden: Vec<Hidden>,
    /// What it does that the guide to flakes advises for or against.
    pub practice: Practice,
    /// Secrets in plain text, in order of place.
    pub secrets: Vec<Secret>,
    /// Places that say `--update-input`, in order.
    pub update_inputs: Vec<UpdateInput>,
}

/// Why Nix rejects a file before it evaluates anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Where.
    pub place: Place,
    /// What is wrong, in one line.
    pub message: String,
    /// The other place, where the error is about two, and what stands there.
    pub earlier: Option<(Place, String)>,
}

/// A declaration, or a part of one, that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// `__inputs`, `__exports`, …
    pub declaration: &'static str,
    /// The attribute in it, if the rest could be read: the name of an input.
    pub name: Option<String>,
    /// Why, as the second half of "… can't be read because …".
    pub reason: String,
    /// Whether Nix fails as well, rather than knowing more.
    pub nix_fails: bool,
    /// Whether the file is sure to declare something: the word stands in it, or in a file that it imports.
    pub is_declared: bool,
    /// Whether the file may declare something all the same: a file that it imports can't be looked into.
    pub may_declare: bool,
    /// Where the declaration is.
    pub place: Place,
    /// Where the reason is, if elsewhere.
    pub cause: Option<Place>,
}

/// Reads facts from files. One serves all threads.
pub struct Reader<'f> {
    files: &'f dyn Files,
    wanted: Wanted,
    registry_name: String,
    inputs: FxHashSet<String>,
    search: Search,
}

/// A file while its facts are read.
struct Context<'a> {
    path: &'a TreePath,
    tree: &'a Tree,
    /// Where the last place starts, in bytes and as line and column: the next is counted from there.
    last: Cell<(usize, Position)>,
}

impl<'a> Context<'a> {
    fn new(path: &'a TreePath, tree: &'a Tree) -> Self {
        Self { path, tree, last: Cell::new((0, Position { line: 1, column: 1 })) }
    }

    /// What relative paths in it start from.
    fn directory(&self) -> TreePath {
        self.path.parent().unwrap_or_else(TreePath::root)
    }

    fn place(&self, span: Span) -> Place {
        let (text, start) = (self.tree.text(), span.start as usize);
        let (last, position) = self.last.get();
        let position = match text.get(last..start) {
            Some(between) => position_after(position, between),
            None => position_at(text, start),
        };
        self.last.set((start, position));
        Place::starting(self.path, text, span, position)
    }
}

impl<'f> Reader<'f> {
    /// A reader of these facts. `registry_name` is the argument by which files know the registry.
    pub fn new(files: &'f dyn Files, wanted: Wanted, registry_name: &str) -> Self {
        let search = Search::new(wanted, registry_name);
        let inputs = FxHashSet::default();
        Self { files, wanted, registry_name: registry_name.into(), inputs, search }
    }

    /// The same reader, which also looks for words that may be these inputs.
    #[must_use]
    pub fn looking_for(mut self, inputs: BTreeSet<String>) -> Self {
        self.search.add(&inputs);
        self.inputs = inputs.into_iter().collect();
        self
    }

    /// The facts of a file, `None` when its bytes show that it has none: [`Reader::matters`] and [`Reader::facts`].
    pub fn read(
        &self,
        path: &TreePath,
        bytes: &[u8],
        role: Role,
    ) -> Option<Result<FileFacts, ReadError>> {
        let matters = self.names_inputs(path) || self.matters(bytes);
        matters.then(|| self.facts(path, bytes, role))
    }

    /// Whether a file with these bytes can have facts, so that it must be parsed.
    ///
    /// Needs [`syntax::parse`]'s stack.
    pub fn matters(&self, bytes: &[u8]) -> bool {
        self.search.may_matter(bytes) || self.wanted.syntax && is_rejected(bytes)
    }

    /// The facts of a file that [matters](Reader::matters).
    ///
    /// Needs [`syntax::parse`]'s stack, and the evaluator's.
    ///
    /// # Errors
    /// [`ReadError::NotUtf8`].
    pub fn facts(&self, path: &TreePath, bytes: &[u8], role: Role) -> Result<FileFacts, ReadError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(self.read_text(path, text.into(), role)),
            Err(error) => Err(ReadError::NotUtf8(error.valid_up_to())),
        }
    }

    /// Whether a file is `flake.nix` and inputs are wanted, which `outputs` asks for.
    fn names_inputs(&self, path: &TreePath) -> bool {
        self.wanted.inputs && arguments::is_flake(path)
    }

    fn read_text(&self, path: &TreePath, text: Arc<str>, role: Role) -> FileFacts {
        let parsed = syntax::parse(text.clone());
        let mut facts = FileFacts::empty(path, role);
        facts.rejected = parsed.error.as_ref().map(|error| Rejected {
            place: Place::new(path, &text, error.span),
            message: error.message.clone(),
            earlier: error
                .earlier
                .as_ref()
                .map(|(span, words)| (Place::new(path, &text, *span), words.clone())),
        });
        let context = Context::new(path, &parsed.tree);
        let has_names = self.wanted.references || self.wanted.names;
        let resolver =
            (has_names || self.wanted.paths).then(|| Resolver::new(&context, &self.registry_name));
        if let Some(resolver) = resolver.as_ref().filter(|_| has_names) {
            let read = references::read(&context, self.wanted, resolver);
            (facts.references, facts.possible) = (read.certain, read.possible);
            facts.helpers = read.helpers;
            facts.handed = handed::read(&context, self.wanted, resolver);
            let whole = facts.handed.iter().filter(|handed| handed.is_whole);
            facts.whole_registry = whole.map(|handed| handed.place.clone()).collect();
            if self.wanted.paths {
                facts.unfollowed = unfollowed::read(&context, resolver);
            }
            facts.module_arguments = helpers::module_arguments(&context);
            facts.aliases = references::aliases(resolver);
        }
        if let Some(resolver) = resolver.as_ref().filter(|_| self.wanted.paths) {
            let read = paths::read(&context, resolver);
            (facts.paths, facts.given_flake) = (read.paths, read.given_flake);
        }
        if self.wanted.settings {
            facts.settings = settings::read(&context);
        } else if self.wanted.hosts {
            facts.settings = settings::hosts(&context);
        }
        if self.wanted.rules || self.names_inputs(path) {
            facts.arguments = arguments::read(&context);
        }
        if self.wanted.rules {
            facts.text = Some(text.clone());
            facts.methods = methods::read(&context);
            facts.modules = elements::read(&context);
            facts.input_words = input_words::read(&context, &self.inputs);
            facts.follows_comments = follows_comments::read(&text);
            facts.practice = practice::read(&context, &facts.references);
            facts.secrets = secrets::read(path, &text);
            facts.update_inputs = update_inputs::read(path, &text);
        }
        self.read_declarations(&context, &mut facts, &text, &parsed);
        facts
    }

    fn read_declarations(
        &self,
        context: &Context<'_>,
        facts: &mut FileFacts,
        text: &str,
        parsed: &Parsed,
    ) {
        let words: Vec<&'static str> = self.wanted.declarations().collect();
        if facts.role != Role::Visited {
            facts.hidden = hidden::at_top(context, &words, facts.role);
            return;
        }
        facts.hidden = hidden::uncollected(context, &words);
        facts.hidden.extend(slips::misspelt(context, &words));
        let mut evaluator = Evaluator::new(self.files);
        let value = match evaluator.file(&facts.path, parsed.clone()) {
            Ok(Value::Opaque(opaque)) => Err(Stop {
                kind: StopKind::Unknown,
                reason: format!("the file is `{}`, which only Nix knows", opaque.name),
                at: opaque.at,
            }),
            other => other,
        };
        match value {
            Ok(value) => self.read_value(context, facts, &mut evaluator, &value),
            Err(stop) => {
                // What a file without the word comes to can't be known either.
                for word in words {
                    let first = syntax::occurrences(text, word).first().copied();
                    let place = Place::new(&facts.path, text, first.unwrap_or_default());
                    let mut unread = unread(&evaluator, word, None, &stop, place);
                    unread.is_declared =
                        first.is_some() || evaluator.texts().any(|text| text.contains(word));
                    unread.may_declare = unread.is_declared
                        || evaluator.has_unreadable()
                        || leads_to(self.files, &facts.path, true, |text| text.contains(word));
                    facts.unread.push(unread);
                }
            }
        }
    }

    fn read_value(
        &self,
        context: &Context<'_>,
        facts: &mut FileFacts,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
    ) {
        if self.wanted.inputs {
            inputs::read(facts, evaluator, value);
        }
        if self.wanted.exports {
            exports::read(facts, evaluator, value, context);
        }
        if self.wanted.host {
            host::read(facts, evaluator, value, context);
        }
        if self.wanted.outputs {
            outputs::read(facts, evaluator, value);
        }
    }
}

impl FileFacts {
    /// A file that says nothing.
    pub(crate) fn empty(path: &TreePath, role: Role) -> Self {
        Self {
            path: path.clone(),
            role,
            text: None,
            rejected: None,
            inputs: Vec::new(),
            exports: Vec::new(),
            host: None,
            outputs: Vec::new(),
            references: Vec::new(),
            aliases: Vec::new(),
            possible: Vec::new(),
            helpers: Vec::new(),
            handed: Vec::new(),
            whole_registry: Vec::new(),
            unfollowed: Vec::new(),
            module_arguments: ModuleArguments::default(),
            paths: Vec::new(),
            given_flake: Vec::new(),
            settings: Vec::new(),
            arguments: Vec::new(),
            methods: Vec::new(),
            modules: Vec::new(),
            input_words: InputWords::default(),
            follows_comments: Vec::new(),
            unread: Vec::new(),
            hidden: Vec::new(),
            practice: Practice::default(),
            secrets: Vec::new(),
            update_inputs: Vec::new(),
        }
    }
}

/// Whether Nix rejects a text before it evaluates anything. Of what is no UTF-8 that can't be told.
fn is_rejected(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| syntax::parse(text.into()).error.is_some())
}

/// An attribute of a file's value, unless it has none or the file is no set.
fn declaration(
    evaluator: &mut Evaluator<'_>,
    value: &Value,
    word: &str,
) -> Option<crate::eval::Slot> {
    match value {
        Value::Attrs(_) => evaluator.attr(value, word).ok().flatten(),
        _ => None,
    }
}

fn unread(
    evaluator: &Evaluator<'_>,
    declaration: &'static str,
    name: Option<&str>,
    stop: &Stop,
    place: Place,
) -> Unread {
    let cause = stop.at.map(|at| evaluator.place(at)).filter(|cause| *cause != place);
    Unread {
        declaration,
        name: name.map(str::to_owned),
        reason: stop.reason.clone(),
        nix_fails: stop.kind != StopKind::Unknown,
        is_declared: true,
        may_declare: true,
        place,
        cause,
    }
}

/// The place of an attribute, the start of the file where no file names it.
fn place_of(evaluator: &Evaluator<'_>, path: &TreePath, at: Option<At>) -> Place {
    at.map_or_else(|| Place::start_of(path), |at| evaluator.place(at))
}
