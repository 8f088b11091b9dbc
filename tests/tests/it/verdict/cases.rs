//! Compiles many changes in a few runs of the compiler and compares its errors with the verdicts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use iotpay_gen::diff::{Breaks, Change, Level, diff};
use iotpay_gen::model::Model;
use iotpay_gen::{InvalidSpec, Settings, generate, load};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::caller::caller;
use super::code::Code;
use super::compiler::Compiler;
use crate::fixture::Spec;

/// A spec with its generated code.
struct Side {
    /// The path of its API.
    api: TokenStream,
    model: Model,
    code: Code,
}

/// A change of the spec, with the changes that `diff` reports.
pub struct Case {
    name: String,
    old: Rc<Side>,
    new: Rc<Side>,
    changes: Vec<Change>,
}

impl Case {
    pub fn breaks_at(&self, breaks: Breaks) -> bool {
        self.changes.iter().any(|change| change.breaks() == Some(breaks))
    }

    pub fn has_level(&self, level: Level) -> bool {
        self.changes.iter().any(|change| change.level() == level)
    }

    pub fn description(&self) -> String {
        let changes: Vec<_> = self.changes.iter().map(|it| format!("{} ({})", it.id, it.message)).collect();
        changes.join(", ")
    }
}

/// Changes that are compiled together.
pub struct Cases {
    compiler: Compiler,
    base: Rc<Side>,
    sides: Vec<Rc<Side>>,
    known: HashMap<Vec<(String, String)>, Rc<Side>>,
    all: Vec<Case>,
    /// Whether to invert the verdict, to check that the test detects it.
    pub is_opposite: bool,
}

/// The source code of a case.
struct Caller<'a> {
    case: &'a Case,
    tokens: TokenStream,
}

impl Cases {
    pub fn new(name: &str) -> Self {
        let model = load(&Spec::real().files).unwrap();
        let code = Code::of(&generate(&model, &Settings::client().no_line_numbers()), None);
        let base = Rc::new(Side { api: quote!(::sides_base::base), model, code });
        let known = HashMap::from([(key(&Spec::real()), base.clone())]);
        Self { compiler: Compiler::new(name), base, sides: Vec::new(), known, all: Vec::new(), is_opposite: false }
    }

    /// Adds a change, unless one of its sides is invalid.
    pub fn add(&mut self, name: &str, old: &Spec, new: &Spec) -> Result<&Case, InvalidSpec> {
        let (old, new) = (self.side(old)?, self.side(new)?);
        let changes = diff(&old.model, &new.model);
        self.all.push(Case { name: name.to_owned(), old, new, changes });
        Ok(self.all.last().unwrap())
    }

    fn side(&mut self, spec: &Spec) -> Result<Rc<Side>, InvalidSpec> {
        let key = key(spec);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let model = load(&spec.files)?;
        let code = Code::of(&generate(&model, &Settings::client().no_line_numbers()), Some(&self.base.code));
        let name = format_ident!("p{}", self.sides.len());
        let side = Rc::new(Side { api: quote!(::sides::#name), model, code });
        self.sides.push(side.clone());
        self.known.insert(key, side.clone());
        Ok(side)
    }

    /// For each change, the compiler's warnings of deprecated items in the caller of the older side, against the older
    /// side and against the newer one.
    pub fn deprecations(&self) -> Vec<(&str, [usize; 2])> {
        let base = [("base", self.base.code.module("base", None))];
        let sides = self.sides.iter().enumerate().map(|(at, side)| (format!("p{at}"), side));
        let sides: Vec<_> =
            sides.map(|(name, side)| (name.clone(), side.code.module(&name, Some(&self.base.code)))).collect();
        self.compiler.compile("sides_base", &[], &base);
        self.compiler.compile("sides", &["sides_base"], &borrowed(&sides));
        let callers = self.all.iter().enumerate().flat_map(|(at, case)| {
            let tokens = caller(&case.old.code, &case.old.code.differing(&case.new.code));
            [("old", &case.old), ("new", &case.new)].map(|(side, it)| (format!("{side}{at}"), of_api(&it.api, &tokens)))
        });
        let callers: Vec<_> = callers.collect();
        let found = self.compiler.deprecations("callers", &["sides_base", "sides"], &borrowed(&callers));
        let count = |name: String| found.get(&name).map_or(0, Vec::len);
        let counts = |at: usize| [count(format!("old{at}")), count(format!("new{at}"))];
        self.all.iter().enumerate().map(|(at, case)| (case.name.as_str(), counts(at))).collect()
    }

    /// The differences between the verdicts and the compiler.
    pub fn disagreements(&self) -> Vec<String> {
        let base = [("base", self.base.code.module("base", None))];
        let mut wrong = errors_in("the embedded spec's code", &self.compiler.compile("sides_base", &[], &base));
        let sides = self.sides.iter().enumerate().map(|(at, side)| (format!("p{at}"), side));
        let sides: Vec<_> =
            sides.map(|(name, side)| (name.clone(), side.code.module(&name, Some(&self.base.code)))).collect();
        wrong.extend(errors_in("generated code", &self.compiler.compile("sides", &["sides_base"], &borrowed(&sides))));
        if !wrong.is_empty() {
            return wrong;
        }
        let everything = self.base.code.files.keys().cloned().collect();
        let whole = (self.base.api.clone(), caller(&self.base.code, &everything));
        let mut compiling = vec![("whole".to_owned(), of_api(&whole.0, &whole.1))];
        let (mut compatible, mut breaking) = (BTreeMap::new(), BTreeMap::new());
        for (at, case) in self.all.iter().enumerate() {
            let paths: BTreeSet<String> = case.old.code.differing(&case.new.code);
            let tokens = caller(&case.old.code, &paths);
            // The caller of the whole embedded spec already covers this.
            if !Rc::ptr_eq(&case.old, &self.base) {
                compiling.push((format!("o{at}"), of_api(&case.old.api, &tokens)));
            }
            let tokens = of_api(&case.new.api, &tokens);
            if case.breaks_at(Breaks::Compile) == self.is_opposite {
                compiling.push((format!("c{at}"), tokens.clone()));
                compatible.insert(format!("c{at}"), case);
            } else {
                breaking.insert(format!("c{at}"), Caller { case, tokens });
            }
        }
        let errors = self.compiler.compile("compiling", &["sides_base", "sides"], &borrowed(&compiling));
        for (module, errors) in errors {
            let errors = errors.join("; ");
            wrong.push(match compatible.get(&module) {
                Some(case) => {
                    format!("{}: reported as {}, but does not compile: {errors}", case.name, case.description())
                }
                None => format!("the caller {module} does not compile against its own side: {errors}"),
            });
        }
        // An error of one module can hide those of others.
        while !breaking.is_empty() {
            let modules: Vec<_> = breaking.iter().map(|(name, it)| (name.clone(), it.tokens.clone())).collect();
            let errors = self.compiler.compile("breaking", &["sides_base", "sides"], &borrowed(&modules));
            let before = breaking.len();
            breaking.retain(|module, _| !errors.contains_key(module));
            if breaking.len() == before {
                let left = breaking.values();
                wrong.extend(
                    left.map(|it| format!("{}: compiles, but is reported as {}", it.case.name, it.case.description())),
                );
                break;
            }
        }
        wrong
    }
}

fn of_api(api: &TokenStream, caller: &TokenStream) -> TokenStream {
    quote!(use #api as api; #caller)
}

fn borrowed(modules: &[(String, TokenStream)]) -> Vec<(&str, TokenStream)> {
    modules.iter().map(|(name, tokens)| (name.as_str(), tokens.clone())).collect()
}

fn errors_in(of: &str, errors: &super::compiler::Errors) -> Vec<String> {
    errors.iter().map(|(module, errors)| format!("{of}, {module}: {}", errors.join("; "))).collect()
}

fn key(spec: &Spec) -> Vec<(String, String)> {
    spec.files.iter().map(|file| (file.name.to_string(), file.text.to_string())).collect()
}
