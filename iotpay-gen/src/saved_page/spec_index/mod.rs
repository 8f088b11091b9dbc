//! An index of the spec: names, samples and addresses help to split rows without separators.

pub(crate) mod find;
pub(crate) mod spec_page;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::raw::{BodyEncoding, File, Row};
use crate::saved_page::notation::capital_words::constants;
use crate::saved_page::spec_index::spec_page::SpecPage;
use crate::source::SourceFile;

/// The base URL of a family, and the encoding of its bodies.
#[derive(Debug, Clone)]
struct Host {
    family: String,
    url: String,
    body: BodyEncoding,
}

/// An index of field names, their samples, and the base URLs of the families.
#[derive(Debug, Clone, Default)]
pub struct SpecIndex {
    names: HashSet<String>,
    samples: BTreeMap<String, BTreeSet<String>>,
    hosts: Vec<Host>,
    pages: Arc<Vec<SpecPage>>,
    shared: Arc<Vec<SpecPage>>,
    words: Arc<HashSet<String>>,
}

impl SpecIndex {
    /// Builds the index of a spec. Files that cannot be read are left out.
    pub fn of(files: &[SourceFile]) -> Self {
        let mut known = Self::default();
        let read = spec_page::read(files);
        for SpecPage { file, .. } in &read {
            for family in &file.families {
                known.hosts.push(Host {
                    family: family.name.value.clone(),
                    url: family.base_url.value.clone(),
                    body: family.body.value,
                });
            }
            for row in file.rows() {
                known.learn(row);
            }
        }
        known.words = Arc::new(files.iter().flat_map(|file| constants(&file.text)).map(str::to_owned).collect());
        let (pages, shared) = read.into_iter().partition(|page| page.file.page.is_some());
        (known.pages, known.shared) = (Arc::new(pages), Arc::new(shared));
        known
    }

    /// Returns the pages of the spec.
    pub(crate) fn pages(&self) -> &[SpecPage] {
        &self.pages
    }

    /// Returns the files that pages share.
    pub(crate) fn shared(&self) -> impl Iterator<Item = &File> {
        self.shared.iter().map(|page| &page.file)
    }

    /// Returns `true` if the spec has a word in capitals anywhere.
    pub(crate) fn has_constant(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    fn learn(&mut self, row: &Row) {
        let name = &row.name.value;
        self.samples.entry(name.clone()).or_default().insert(row.sample.value.clone());
        self.add_name(name);
    }

    fn add_name(&mut self, name: &str) {
        // A nested table lists members without their object.
        if let Some((_, member)) = name.rsplit_once('.') {
            self.names.insert(member.to_owned());
        }
        self.names.insert(name.to_owned());
    }

    /// Returns the index with the names of more rows.
    #[must_use]
    pub(crate) fn with_names<'a>(&self, names: impl Iterator<Item = &'a str>) -> Self {
        let mut known = self.clone();
        names.for_each(|name| known.add_name(name));
        known
    }

    /// Returns `true` if some table has the field.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Returns the samples of a field in all tables; an empty text if a table has no sample.
    pub(crate) fn samples_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.samples.get(name).into_iter().flatten().map(String::as_str)
    }

    /// Returns the longest sample of any field that a text begins with.
    pub(crate) fn sample_at_start(&self, text: &str) -> Option<&str> {
        let samples = self.samples.values().flatten().filter(|sample| sample.len() > 2);
        samples.map(String::as_str).filter(|sample| text.starts_with(sample)).max_by_key(|sample| sample.len())
    }

    /// Returns the family whose base URL an address begins with, and the path. An address can omit the
    /// host: `/v1/create_order`.
    pub(crate) fn family_of<'a>(&self, url: &'a str) -> Option<(&str, &'a str)> {
        if url.starts_with('/') {
            return self.hosts.iter().find_map(|family| {
                let (_, base) = family.url.strip_prefix("https://")?.split_once('/')?;
                let path = url[1..].strip_prefix(base).filter(|_| !base.is_empty())?;
                Some((family.family.as_str(), path))
            });
        }
        let secure = |url: &'a str| url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let url = secure(url)?;
        self.hosts.iter().find_map(|family| {
            let host = family.url.strip_prefix("https://")?;
            let path = url.strip_prefix(host).or_else(|| (url == host.trim_end_matches('/')).then_some(""))?;
            Some((family.family.as_str(), path))
        })
    }

    /// Returns the content type of the requests of a family.
    pub(crate) fn content_type_of(&self, family: &str) -> Option<&'static str> {
        let family = self.hosts.iter().find(|it| it.family == family)?;
        Some(match family.body {
            BodyEncoding::Json => "application/json",
            BodyEncoding::ParamsForm => "application/x-www-form-urlencoded",
        })
    }
}
