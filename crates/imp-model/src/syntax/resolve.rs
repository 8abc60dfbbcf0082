//! What every variable means, once the whole file is parsed.
//!
//! A walk without recursion: chains of operators are as deep as they are long.

use smallvec::SmallVec;

use super::errors::SyntaxError;
use super::scope::Scopes;
use super::tree::*;
use crate::text::Span;

/// Resolves the variables of `exprs`; gives what they bind, and the first variable that nothing binds, for which Nix
/// rejects the file.
pub(super) fn resolve(
    text: &str,
    exprs: &mut [(Expr, Span)],
    root: ExprId,
) -> (Vec<Binding>, Option<SyntaxError>) {
    // Room for what is left to do in most files, and for what they bind.
    let (mut work, bindings) = (Vec::with_capacity(64), Vec::with_capacity(16));
    work.push(Work::Visit(root));
    let mut resolver = Resolver { text, bindings, scopes: Scopes::default(), work };
    let mut first_unbound: Option<Span> = None;
    while let Some(work) = resolver.work.pop() {
        match work {
            Work::Leave => resolver.scopes.leave(),
            Work::EnterWith(with) => resolver.scopes.enter_with(with),
            Work::EnterSet(id) => resolver.enter_set(&exprs[id.index()].0),
            Work::Visit(id) => {
                let (expr, span) = &mut exprs[id.index()];
                if let Expr::Var(name, resolved) = expr {
                    *resolved = match name {
                        Name::Source(span) => resolver.scopes.resolve(&text[span.range()]),
                        Name::Text(name) => resolver.scopes.resolve(name),
                    };
                    if *resolved == Resolved::Unbound
                        && first_unbound.is_none_or(|first| span.start < first.start)
                    {
                        first_unbound = Some(*span);
                    }
                } else {
                    resolver.visit(id, &exprs[id.index()].0);
                }
            }
        }
    }
    let error = first_unbound.map(|span| {
        let name = &text[span.range()];
        let error = SyntaxError::new(span, format!("undefined variable `{name}`"));
        SyntaxError { is_about_name: true, ..error }
    });
    (resolver.bindings, error)
}

/// What is left to do, the next last.
enum Work {
    Visit(ExprId),
    EnterWith(ExprId),
    /// Opens the scope of a recursive set or a `let`.
    EnterSet(ExprId),
    Leave,
}

struct Resolver<'t> {
    text: &'t str,
    bindings: Vec<Binding>,
    scopes: Scopes<'t>,
    work: Vec<Work>,
}

impl<'t> Resolver<'t> {
    fn visit(&mut self, id: ExprId, expr: &Expr) {
        match expr {
            Expr::With { namespace, body } => self.work.extend([
                Work::Leave,
                Work::Visit(*body),
                Work::EnterWith(id),
                Work::Visit(*namespace),
            ]),
            Expr::Lambda(lambda) => {
                self.work.push(Work::Leave);
                self.enter_lambda(id, lambda);
                self.work.push(Work::Visit(lambda.body));
                let defaults = lambda.formals.iter().flatten().filter_map(|formal| formal.default);
                self.work.extend(defaults.map(Work::Visit));
            }
            Expr::Attrs(set) if set.is_recursive => self.recursive(id, set, None),
            Expr::Let { bindings, body } => self.recursive(id, bindings, Some(*body)),
            expr => {
                let work = &mut self.work;
                children_of(expr, |child| work.push(Work::Visit(child)));
            }
        }
    }

    /// A recursive set: plain `inherit`s take their variables from outside, all else from inside.
    fn recursive(&mut self, id: ExprId, set: &AttrSet, body: Option<ExprId>) {
        self.work.push(Work::Leave);
        self.work.extend(body.map(Work::Visit));
        let dynamic = set.dynamic.iter().flat_map(|dynamic| [dynamic.name, dynamic.value]);
        self.work.extend(dynamic.map(Work::Visit));
        let inside = set.entries.iter().filter(|entry| !entry.is_inherited || entry.is_selected);
        self.work.extend(inside.map(|entry| Work::Visit(entry.value)));
        self.work.push(Work::EnterSet(id));
        let outside = set.entries.iter().filter(|entry| entry.is_inherited && !entry.is_selected);
        self.work.extend(outside.map(|entry| Work::Visit(entry.value)));
    }

    fn enter_set(&mut self, expr: &Expr) {
        let (Expr::Attrs(set) | Expr::Let { bindings: set, .. }) = expr else { return };
        let mut bound = SmallVec::<[_; 16]>::new();
        for (slot, entry) in set.entries.iter().enumerate() {
            let binding = self.bind(&entry.name, entry.span, BindingKind::Value(entry.value));
            // A name that needs escapes can't be a variable.
            if let Name::Source(span) = &entry.name {
                bound.push((&self.text[span.range()], slot as u32, binding));
            }
        }
        self.scopes.enter(bound.into_iter());
    }

    fn enter_lambda(&mut self, id: ExprId, lambda: &Lambda) {
        let formals = lambda.formals.iter().flatten();
        let formals = formals.map(|formal| (formal.span, BindingKind::Formal(id)));
        let whole = lambda.argument.iter().map(|(_, span)| (*span, BindingKind::Argument(id)));
        let mut bound = SmallVec::<[_; 16]>::new();
        for (slot, (span, kind)) in formals.chain(whole).enumerate() {
            let binding = self.bind(&Name::Source(span), span, kind);
            bound.push((&self.text[span.range()], slot as u32, binding));
        }
        self.scopes.enter(bound.into_iter());
    }

    fn bind(&mut self, name: &Name, span: Span, kind: BindingKind) -> BindingId {
        self.bindings.push(Binding { name: name.clone(), span, kind });
        BindingId(self.bindings.len() as u32 - 1)
    }
}
