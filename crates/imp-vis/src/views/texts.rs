//! The text that outputs of `flake.nix` are made of: which output something in a file is said of, and what the paths in
//! it lead to.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::facts::PathUseKind;
use imp_model::wire::findings::Place;
use imp_model::wire::model::{
    KnownPathData, NamedFileData, OutputData, OutputNameData, PathData, ReferenceData, WrittenHost,
};

use super::registry;
use super::tree::{self, Tree};

/// What all outputs are made of.
pub(super) struct Texts<'m> {
    all: Vec<Text<'m>>,
    /// The paths of each file.
    paths: BTreeMap<&'m str, Vec<&'m PathData>>,
    /// Where machines have files named: the file and the byte.
    named: BTreeSet<(&'m str, u32)>,
}

/// What an output is made of.
pub(super) struct Text<'m> {
    /// The id of the output.
    pub(super) id: String,
    /// The text that it surely uses.
    definition: &'m [Place],
    /// The text that it may use.
    possible: &'m [Place],
    /// What is said of names of its own instead.
    names: Vec<&'m Place>,
    known_paths: &'m [KnownPathData],
    named: &'m [NamedFileData],
}

/// What a path in a text is to its output.
pub(super) enum Lead<'m> {
    /// A file that it brings in.
    File(&'m str),
    /// A file of a directory that imp reads.
    Member(&'m str),
    /// A file that it may bring in.
    Possible(&'m str),
    /// A file that is not there.
    Missing(String),
}

impl<'m> Texts<'m> {
    /// Those of all outputs; of the names in an output that is all of a kind, too, if `with_names`.
    pub(super) fn new(tree: &Tree<'m>, with_names: bool) -> Self {
        let mut all = Vec::new();
        for output in tree.data.outputs.iter().filter(|one| tree::is_named_by_flake(one)) {
            let names = output.names.iter().filter(|_| with_names);
            all.extend(names.clone().map(|name| Text::of_name(output, name)));
            let places = names.flat_map(|name| {
                name.definition.iter().chain(name.named.iter().map(|named| &named.place))
            });
            all.push(Text::of_output(output, places.collect()));
        }
        let mut paths: BTreeMap<&str, Vec<&PathData>> = BTreeMap::new();
        for path in tree.paths() {
            paths.entry(&path.place.file).or_default().push(path);
        }
        let named = all.iter().flat_map(|text| text.named);
        let named = named.map(|named| (&*named.place.file, named.place.start_byte)).collect();
        Self { all, paths, named }
    }

    /// The same with what hosts are made of that are not known to be outputs.
    pub(super) fn with_written_hosts(mut self, tree: &Tree<'m>) -> Self {
        self.all.extend(tree.written_hosts().map(Text::of_written));
        self
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Text<'m>> {
        self.all.iter()
    }

    /// The outputs that surely use what stands at a place.
    pub(super) fn at(&self, place: &Place) -> impl Iterator<Item = &Text<'m>> {
        self.all.iter().filter(|text| text.defines(place))
    }

    /// What refers to a name: the outputs whose text it is, else what the file is a part of.
    pub(super) fn sources(&self, tree: &Tree<'_>, reference: &ReferenceData) -> Vec<String> {
        let outputs: Vec<String> = self.at(&reference.place).map(|text| text.id.clone()).collect();
        if outputs.is_empty() { vec![tree.owner(&reference.place.file)] } else { outputs }
    }

    /// What the paths in a text lead to, each with its place.
    pub(super) fn leads(&self, tree: &Tree<'m>, text: &Text<'m>) -> Vec<(Lead<'m>, &'m Place)> {
        let mut found = Vec::new();
        let mut drawn = BTreeSet::new();
        for named in text.named {
            // What is not there is said of the path.
            if let Some(file) = tree.file_at(&named.path) {
                found.push((Lead::File(file), &named.place));
                drawn.insert((&*named.place.file, named.place.start_byte));
            }
        }
        let texts = text.definition.iter().chain(text.possible);
        let files: BTreeSet<&str> = texts.map(|place| &*place.file).collect();
        for path in files.into_iter().filter_map(|file| self.paths.get(file)).flatten() {
            let at = (&*path.place.file, path.place.start_byte);
            let is_certain = text.defines(&path.place);
            // What is known of another machine is not possible here.
            let is_possible = || text.may_use(&path.place) && !self.named.contains(&at);
            if !drawn.contains(&at) && (is_certain || is_possible()) {
                let leads = text.lead(tree, path, is_certain).into_iter();
                found.extend(leads.map(|lead| (lead, &path.place)));
            }
        }
        found
    }
}

impl<'m> Text<'m> {
    fn of_output(output: &'m OutputData, names: Vec<&'m Place>) -> Self {
        let possible = if output.open { &[][..] } else { &output.bodies };
        Self {
            id: tree::output_id(&output.name),
            definition: output.definition.as_ref().unwrap_or(&output.bodies),
            possible,
            named: if names.is_empty() { &output.named } else { &[] },
            names,
            known_paths: &output.known_paths,
        }
    }

    fn of_name(all: &'m OutputData, name: &'m OutputNameData) -> Self {
        Self {
            id: registry::named_output(all, name).id,
            definition: &name.definition,
            possible: &[],
            names: Vec::new(),
            known_paths: &[],
            named: &name.named,
        }
    }

    fn of_written(host: &'m WrittenHost) -> Self {
        Self {
            id: tree::written_id(host),
            definition: std::slice::from_ref(&host.definition),
            possible: &[],
            names: Vec::new(),
            known_paths: &[],
            named: &[],
        }
    }

    /// Whether the output surely uses what stands at a place.
    fn defines(&self, place: &Place) -> bool {
        is_in(place, self.definition.iter()) && !is_in(place, self.names.iter().copied())
    }

    fn may_use(&self, place: &Place) -> bool {
        is_in(place, self.possible.iter()) && !is_in(place, self.names.iter().copied())
    }

    fn lead(&self, tree: &Tree<'m>, path: &'m PathData, is_certain: bool) -> Vec<Lead<'m>> {
        let Some(target) = tree::target(path) else { return Vec::new() };
        let certain = |file: &'m str| match is_certain {
            true => Lead::File(file),
            false => Lead::Possible(file),
        };
        if path.partial {
            let known = self.known_paths.iter().find(|known| is_same(&known.place, &path.place));
            return match known {
                Some(known) => {
                    let files = known.targets.iter().filter_map(|target| tree.file_at(target));
                    files.map(certain).collect()
                }
                None if target.is_empty() => Vec::new(),
                None => tree.possible(path).into_iter().map(Lead::Possible).collect(),
            };
        }
        if let Some(missing) = tree.missing(path) {
            return if is_certain { vec![Lead::Missing(missing)] } else { Vec::new() };
        }
        match tree.file_at(target) {
            Some(file) if file == path.place.file => Vec::new(),
            Some(file) => vec![certain(file)],
            None if tree::kind(path) == PathUseKind::Tree => {
                let files = tree.below(target).into_iter();
                let files = files.filter(|file| tree::is_read_by_imp(file, target));
                files.map(Lead::Member).collect()
            }
            None => Vec::new(),
        }
    }
}

fn is_in<'p>(place: &Place, mut texts: impl Iterator<Item = &'p Place>) -> bool {
    texts.any(|text| {
        text.file == place.file
            && text.start_byte <= place.start_byte
            && place.end_byte <= text.end_byte
    })
}

fn is_same(one: &Place, other: &Place) -> bool {
    one.file == other.file && one.start_byte == other.start_byte
}
