//! The static evaluator: what an expression is, without running Nix; or why that can't be known.
//!
//! Lazy, on the trees of [`crate::syntax`], for the part of Nix that declarations use. It reads files
//! only through [`Files`], never leaves the root, and has limits, so that it always ends. What depends on
//! the arguments of a module, on fetching, on derivations or on the environment is [`Value::Opaque`] or a
//! [`Stop`] that says what and where. Every value that it does give is the one that `nix eval` gives.

mod apply;
mod builtins;
mod compare;
mod expr;
mod known;
mod operators;
mod parts;
mod strings;
#[cfg(test)]
mod tests;
mod value;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

pub use apply::only_nix_knows;
pub use known::{Known, KnownAttr, KnownAttrs};
pub use parts::Written;
pub use value::{At, Attrs, Function, Module, Opaque, Slot, Stop, StopKind, Thunk, Value};

use self::value::Env;
use crate::source::{EntryKind, Files, IGNORED, ReadError, TreePath};
use crate::syntax::{self, ExprId, Parsed, Tree};
use crate::text::{Place, Positions};

/// How deep evaluation may nest. About 3 KiB of stack a level without optimisation.
pub const MAX_DEPTH: u32 = 1200;

/// How many expressions one evaluator may look at.
pub const MAX_STEPS: u64 = 4_000_000;

/// How many values one evaluator may hold unevaluated at once.
const MAX_THUNKS: usize = 2_000_000;

/// How many bytes of strings, lists and sets one evaluator may make. What was made is held to the end.
const MAX_MADE: usize = 128 << 20;

/// How long a string may become, in bytes.
const MAX_STRING: usize = 16 << 20;

/// Evaluates expressions of the files of one flake.
pub struct Evaluator<'f> {
    files: &'f dyn Files,
    modules: Vec<LoadedModule>,
    imported: HashMap<TreePath, Thunk>,
    thunks: Vec<State>,
    envs: Vec<Scope>,
    depth: u32,
    steps: u64,
    made: usize,
    missing: Option<TreePath>,
    has_unreadable: bool,
}

struct LoadedModule {
    path: TreePath,
    tree: Arc<Tree>,
    /// What its relative paths start from, once it is asked for.
    directory: OnceCell<TreePath>,
    /// Lines and columns in it, once a place is asked for.
    positions: OnceCell<Positions>,
}

#[derive(Clone)]
enum State {
    /// An expression and the variables that it sees.
    Expr(Module, Env, ExprId),
    /// A function applied to an argument.
    Apply(Thunk, Thunk),
    /// A file.
    Import(TreePath),
    /// Being evaluated: whoever asks now depends on itself.
    Busy,
    Done(Value),
    Failed(Rc<Stop>),
}

struct Scope {
    slots: Vec<Thunk>,
    parent: Env,
}

/// The scope around a file: no variables.
const NO_ENV: Env = Env(u32::MAX);

type Result<T> = std::result::Result<T, Stop>;

impl<'f> Evaluator<'f> {
    /// An evaluator that reads these files when an expression imports them.
    pub fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            modules: Vec::new(),
            imported: HashMap::new(),
            thunks: Vec::new(),
            envs: Vec::new(),
            depth: 0,
            steps: 0,
            made: 0,
            missing: None,
            has_unreadable: false,
        }
    }

    /// The value of a file whose text is at hand.
    ///
    /// # Errors
    /// A [`Stop`], also when the file does not parse: Nix rejects it as a whole.
    pub fn file(&mut self, path: &TreePath, parsed: Parsed) -> Result<Value> {
        let module = self.load(path, parsed)?;
        let root = self.tree(module).root();
        let thunk = self.thunk(State::Expr(module, NO_ENV, root));
        self.imported.insert(path.clone(), thunk);
        self.force(thunk)
    }

    /// The value of `import path`.
    ///
    /// # Errors
    /// A [`Stop`] when the file can't be read, does not parse, or its value can't be known.
    pub fn import(&mut self, path: &TreePath) -> Result<Value> {
        let thunk = self.import_later(path)?;
        self.force(thunk)
    }

    /// The texts of the files that were looked into so far.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|module| &**module.tree.text())
    }

    /// The first file or directory that was to be imported or read and is not there.
    pub fn missing(&self) -> Option<&TreePath> {
        self.missing.as_ref()
    }

    /// Whether some file or directory that was to be imported can't be read, so that nobody knows what is in it.
    pub fn has_unreadable(&self) -> bool {
        self.has_unreadable
    }

    /// A value that only Nix knows, under the name that messages give it.
    pub fn opaque(&mut self, name: &str) -> Thunk {
        let opaque = Opaque { name: name.into(), arguments: Vec::new(), at: None };
        self.done(Value::Opaque(Rc::new(opaque)))
    }

    /// A string, as a function may be given one.
    pub fn text(&mut self, text: impl Into<Rc<str>>) -> Thunk {
        self.done(Value::string(text))
    }

    /// An attribute of a set, `None` when the set lacks it.
    ///
    /// # Errors
    /// A [`Stop`] when `value` is no set.
    pub fn attr(&mut self, value: &Value, name: &str) -> Result<Option<Slot>> {
        Ok(self.attrs(value)?.get(name).copied())
    }

    /// The value of a thunk, evaluated at most once.
    ///
    /// # Errors
    /// A [`Stop`], the same each time.
    pub fn force(&mut self, thunk: Thunk) -> Result<Value> {
        let index = thunk.0 as usize;
        match std::mem::replace(&mut self.thunks[index], State::Busy) {
            State::Done(value) => {
                self.thunks[index] = State::Done(value.clone());
                Ok(value)
            }
            State::Failed(stop) => {
                self.thunks[index] = State::Failed(stop.clone());
                Err((*stop).clone())
            }
            State::Busy => Err(Stop::error("it depends on itself without end")),
            delayed => {
                let result = self.deeper(|this| this.run(delayed));
                self.thunks[index] = match &result {
                    Ok(value) => State::Done(value.clone()),
                    Err(stop) => State::Failed(Rc::new(stop.clone())),
                };
                result
            }
        }
    }

    /// Where the expression of a thunk stands, while nobody has asked for its value.
    pub fn expression(&self, thunk: Thunk) -> Option<At> {
        let (module, expr) = self.delayed_expr(thunk)?;
        Some(At { module, span: self.tree(module).span(expr) })
    }

    /// The expression of a thunk, while nobody has asked for its value.
    pub fn delayed_expr(&self, thunk: Thunk) -> Option<(Module, ExprId)> {
        match self.thunks[thunk.0 as usize] {
            State::Expr(module, _, expr) => Some((module, expr)),
            _ => None,
        }
    }

    /// The place in a file that lines and columns belong to.
    pub fn place(&self, at: At) -> Place {
        let module = &self.modules[at.module.0 as usize];
        let text = module.tree.text();
        let positions = module.positions.get_or_init(|| Positions::new(text));
        Place::known(&module.path, text, at.span, positions)
    }

    /// Where a file's whole expression stands.
    pub fn whole(&self, module: Module) -> At {
        let tree = self.tree(module);
        At { module, span: tree.span(tree.root()) }
    }

    fn run(&mut self, state: State) -> Result<Value> {
        match state {
            State::Expr(module, env, expr) => self.expr(module, env, expr),
            State::Apply(function, argument) => {
                let function = self.force(function)?;
                self.apply(function, argument, None)
            }
            State::Import(path) => self.read_and_run(&path),
            State::Busy | State::Done(_) | State::Failed(_) => unreachable!("handled by `force`"),
        }
    }

    /// `import path`, evaluated when it is asked for.
    ///
    /// # Errors
    /// A [`Stop`] when nothing is there that could be read.
    pub fn import_later(&mut self, path: &TreePath) -> Result<Thunk> {
        let file = match self.files.kind(path) {
            Ok(EntryKind::Directory) => {
                let real = self.files.link_target(path);
                real.as_ref().unwrap_or(path).child("default.nix")
            }
            Ok(EntryKind::File) => path.clone(),
            Ok(kind) => return Err(self.unreadable(path, &ReadError::Unreadable(kind))),
            Err(error) => return Err(self.unreadable(path, &error)),
        };
        if let Some(thunk) = self.imported.get(&file) {
            return Ok(*thunk);
        }
        let thunk = self.thunk(State::Import(file.clone()));
        self.imported.insert(file, thunk);
        Ok(thunk)
    }

    fn read_and_run(&mut self, path: &TreePath) -> Result<Value> {
        let text = self.files.read(path).map_err(|error| self.unreadable(path, &error))?;
        let module = self.load(path, syntax::parse(text))?;
        let root = self.tree(module).root();
        self.expr(module, NO_ENV, root)
    }

    fn unreadable(&mut self, path: &TreePath, error: &ReadError) -> Stop {
        self.has_unreadable = true;
        self.not_read(path, error)
    }

    /// Why an evaluation ends at what can't be read, which is noted where it is not there.
    fn not_read(&mut self, path: &TreePath, error: &ReadError) -> Stop {
        if *error != ReadError::NotFound {
            return unreadable(path, error);
        }
        self.missing.get_or_insert_with(|| path.clone());
        if self.files.hides(path) {
            return Stop::error(format!("`{path}` can't be read: {IGNORED}"));
        }
        unreadable(path, error)
    }

    fn load(&mut self, path: &TreePath, parsed: Parsed) -> Result<Module> {
        let module = Module(self.modules.len() as u32);
        let (directory, positions) = (OnceCell::new(), OnceCell::new());
        let path_of = path.clone();
        self.modules.push(LoadedModule { path: path_of, tree: parsed.tree, directory, positions });
        match parsed.error {
            None => Ok(module),
            Some(error) => {
                let reason = error.of_file(path);
                let stop = if error.is_limit { Stop::unknown(reason) } else { Stop::error(reason) };
                Err(stop.or_at(At { module, span: error.span }))
            }
        }
    }

    /// The directory that relative paths in a file start from: behind a link to a file, that of what it leads to.
    pub fn directory(&self, module: Module) -> &TreePath {
        let LoadedModule { path, directory, .. } = &self.modules[module.0 as usize];
        directory.get_or_init(|| {
            let real = self.files.link_target(path);
            real.as_ref().unwrap_or(path).parent().unwrap_or_else(TreePath::root)
        })
    }

    /// The expressions of a file.
    pub fn tree(&self, module: Module) -> Arc<Tree> {
        self.modules[module.0 as usize].tree.clone()
    }

    fn thunk(&mut self, state: State) -> Thunk {
        self.thunks.push(state);
        Thunk(self.thunks.len() as u32 - 1)
    }

    fn done(&mut self, value: Value) -> Thunk {
        self.thunk(State::Done(value))
    }

    fn scope(&mut self, slots: Vec<Thunk>, parent: Env) -> Env {
        self.envs.push(Scope { slots, parent });
        Env(self.envs.len() as u32 - 1)
    }

    /// Counts bytes that are about to be made.
    fn making(&mut self, bytes: usize) -> Result<()> {
        self.made = self.made.saturating_add(bytes);
        if self.made > MAX_MADE {
            let limit = MAX_MADE >> 20;
            let reason = format!("it makes more than {limit} MiB of strings, lists and sets");
            return Err(Stop::unknown(reason));
        }
        Ok(())
    }

    /// A list, unless it or all that was made is beyond all use.
    fn new_list(&mut self, items: Vec<Thunk>) -> Result<Value> {
        check_length(items.len())?;
        self.making(items.len() * size_of::<Thunk>())?;
        Ok(Value::List(items.into()))
    }

    /// A set, unless all that was made is beyond all use.
    fn new_set(&mut self, attrs: Attrs) -> Result<Value> {
        self.making(attrs.len() * size_of::<(Rc<str>, Slot)>())?;
        Ok(Value::Attrs(Rc::new(attrs)))
    }

    /// Counts a level of nesting while `run` runs.
    fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::unknown(format!("it nests deeper than {MAX_DEPTH} levels")));
        }
        self.step()?;
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    fn step(&mut self) -> Result<()> {
        self.steps(1)
    }

    /// Counts work that evaluates no expression.
    fn steps(&mut self, count: usize) -> Result<()> {
        self.steps = self.steps.saturating_add(count as u64);
        if self.steps > MAX_STEPS || self.thunks.len() > MAX_THUNKS {
            return Err(Stop::unknown("it takes more work than imp does for one file"));
        }
        Ok(())
    }
}

/// Refuses a list that is too long, before it is made.
fn check_length(length: usize) -> Result<()> {
    if length > MAX_THUNKS / 2 {
        return Err(Stop::unknown(format!("a list of {length} elements is more than imp holds")));
    }
    Ok(())
}

fn unreadable(path: &TreePath, error: &ReadError) -> Stop {
    let reason = format!("`{path}` can't be read: {error}");
    match error {
        // Nix sees the same nothing there.
        ReadError::NotFound | ReadError::IsDirectory | ReadError::NotDirectory => {
            Stop::error(reason)
        }
        error if error.is_missing_submodule() => {
            Stop::unknown(format!("{reason} (run `git submodule update --init --recursive`)"))
        }
        _ => Stop::unknown(reason),
    }
}
