//! Operators and application, by precedence.

use rnix::SyntaxKind::{self, *};

use super::{Parser, Result, boxed};
use crate::syntax::tree::{BinaryOperator, Expr, ExprId};

/// On which side operators of one precedence group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    /// `a == b == c` is no expression.
    Neither,
}

/// The precedences of `!` and `-`; what they apply to binds tighter.
const NOT: u8 = 8;
const NEGATE: u8 = 13;
/// The precedence of `?`.
const HAS_ATTR: u8 = 12;

fn binary(kind: SyntaxKind) -> Option<(BinaryOperator, u8, Side)> {
    use BinaryOperator as B;
    Some(match kind {
        TOKEN_PIPE_RIGHT => (B::PipeRight, 1, Side::Left),
        TOKEN_PIPE_LEFT => (B::PipeLeft, 1, Side::Right),
        TOKEN_IMPLICATION => (B::Implies, 2, Side::Right),
        TOKEN_OR_OR => (B::Or, 3, Side::Left),
        TOKEN_AND_AND => (B::And, 4, Side::Left),
        TOKEN_EQUAL => (B::Equal, 5, Side::Neither),
        TOKEN_NOT_EQUAL => (B::NotEqual, 5, Side::Neither),
        TOKEN_LESS => (B::Less, 6, Side::Neither),
        TOKEN_MORE => (B::Greater, 6, Side::Neither),
        TOKEN_LESS_OR_EQ => (B::LessOrEqual, 6, Side::Neither),
        TOKEN_MORE_OR_EQ => (B::GreaterOrEqual, 6, Side::Neither),
        TOKEN_UPDATE => (B::Update, 7, Side::Right),
        TOKEN_ADD => (B::Add, 9, Side::Left),
        TOKEN_SUB => (B::Subtract, 9, Side::Left),
        TOKEN_MUL => (B::Multiply, 10, Side::Left),
        TOKEN_DIV => (B::Divide, 10, Side::Left),
        TOKEN_CONCAT => (B::Concat, 11, Side::Right),
        _ => return None,
    })
}

impl Parser<'_> {
    /// Operators of every precedence.
    pub(super) fn operators(&mut self) -> Result<ExprId> {
        self.operators_from(0)
    }

    /// Operators that bind at least as tightly as `least`.
    fn operators_from(&mut self, least: u8) -> Result<ExprId> {
        let start = self.start();
        let mut left = self.prefixed()?;
        loop {
            let Some(kind) = self.peek() else { return Ok(left) };
            if kind == TOKEN_QUESTION && least <= HAS_ATTR {
                self.at += 1;
                let path = boxed(self.attr_path()?);
                let span = self.since(start);
                left = self.push(Expr::HasAttr { set: left, path }, span);
                continue;
            }
            let Some((operator, precedence, side)) = binary(kind) else { return Ok(left) };
            if precedence < least {
                return Ok(left);
            }
            if side == Side::Right {
                left = self.right(left, operator, precedence, start)?;
            } else {
                self.at += 1;
                let right = self.operators_from(precedence + 1)?;
                let span = self.since(start);
                left = self.push(Expr::Binary(operator, left, right), span);
            }
            self.no_other_side(precedence, side)?;
        }
    }

    /// Refuses an operator of the same precedence that does not group on the same side.
    fn no_other_side(&mut self, precedence: u8, side: Side) -> Result<()> {
        let next = self.peek().and_then(binary).filter(|(_, next, _)| *next == precedence);
        match next {
            Some((_, _, Side::Neither)) => {
                Err(self.unexpected("parentheses around one of the comparisons"))
            }
            Some((_, _, other)) if other != side => {
                Err(self.unexpected("parentheses around one of the pipes"))
            }
            _ => Ok(()),
        }
    }

    /// A chain of one operator that groups to the right, put together from its end: a long chain costs no
    /// stack.
    fn right(
        &mut self,
        first: ExprId,
        operator: BinaryOperator,
        precedence: u8,
        start: u32,
    ) -> Result<ExprId> {
        let mut operands = vec![(first, start)];
        let is_same = |kind: SyntaxKind| binary(kind).is_some_and(|(other, ..)| other == operator);
        while self.peek().is_some_and(is_same) {
            self.at += 1;
            let start = self.start();
            operands.push((self.operators_from(precedence + 1)?, start));
        }
        let (mut chain, _) = operands.pop().expect("it holds at least the first");
        while let Some((operand, start)) = operands.pop() {
            let span = self.since(start);
            chain = self.push(Expr::Binary(operator, operand, chain), span);
        }
        Ok(chain)
    }

    /// `!a`, `-a` or an application.
    fn prefixed(&mut self) -> Result<ExprId> {
        let start = self.start();
        match self.peek() {
            Some(TOKEN_INVERT) => {
                self.at += 1;
                let inner = self.nested(|parser| parser.operators_from(NOT))?;
                let span = self.since(start);
                Ok(self.push(Expr::Not(inner), span))
            }
            Some(TOKEN_SUB) => {
                self.at += 1;
                let inner = self.nested(|parser| parser.operators_from(NEGATE))?;
                let span = self.since(start);
                Ok(self.push(Expr::Negate(inner), span))
            }
            _ => self.application(start),
        }
    }

    fn application(&mut self, start: u32) -> Result<ExprId> {
        let mut function = self.operand()?;
        while self.peek().is_some_and(begins_operand) {
            let argument = self.operand()?;
            let span = self.since(start);
            function = self.push(Expr::Apply { function, argument }, span);
        }
        Ok(function)
    }
}

fn begins_operand(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        TOKEN_IDENT
            | TOKEN_INTEGER
            | TOKEN_FLOAT
            | TOKEN_URI
            | TOKEN_STRING_START
            | TOKEN_PATH_REL
            | TOKEN_PATH_ABS
            | TOKEN_PATH_HOME
            | TOKEN_PATH_SEARCH
            | TOKEN_L_PAREN
            | TOKEN_L_BRACK
            | TOKEN_L_BRACE
            | TOKEN_REC
            | TOKEN_LET
    )
}
