//! Everything that can be combined for one request.

use super::costs::ORDINARY;
use super::decision::{Decision, Stage};
use crate::mistakes::context::SigningContext;
use crate::mistakes::grammar::around::Arounds;
use crate::mistakes::grammar::body_view::{BodyView, views};
use crate::mistakes::grammar::bytes::{self, ByteChange};
use crate::mistakes::grammar::charset::{Charset, charsets};
use crate::mistakes::grammar::construction::{Held, Try, pasted, tries, usual};
use crate::mistakes::grammar::digest::Hash;
use crate::mistakes::grammar::fields::{Shape, shapes};
use crate::mistakes::grammar::json::{self, Escaped, LaidOut};
use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::material::Material;
use crate::mistakes::grammar::money::{self, Spelling};
use crate::mistakes::grammar::orders::{self, Order};
use crate::mistakes::grammar::output::Readings;
use crate::mistakes::grammar::rewrite::{Rewrite, rewrites};
use crate::mistakes::grammar::schemes::{Scheme, schemes};
use crate::mistakes::grammar::template::{Template, templates};
use crate::mistakes::grammar::texts::{self, TextChange};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The members of every stage, for one request.
pub(super) struct Tables {
    pub(super) material: Material,
    pub(super) readings: Readings,
    pub(super) tries: Arc<Vec<Vec<Try>>>,
    pub(super) pasted: Vec<(&'static str, Try)>,
    pub(super) spellings: Vec<Spelling>,
    pub(super) changes: Vec<TextChange>,
    pub(super) shapes: Vec<Shape>,
    pub(super) views: Vec<BodyView>,
    pub(super) orders: Vec<Order>,
    pub(super) permutations: Vec<Order>,
    pub(super) layouts: Vec<LaidOut>,
    pub(super) escapings: Vec<Escaped>,
    pub(super) templates: Arc<Vec<Template>>,
    pub(super) rewrites: Vec<Rewrite>,
    pub(super) arounds: Arounds,
    pub(super) schemes: Vec<Scheme>,
    pub(super) charsets: Vec<Charset>,
    pub(super) byte_changes: Vec<ByteChange>,
    /// Whether anything is put together for this request: what stands around the text, values joined.
    pub(super) is_made: bool,
    /// Whether the tables hold what is rare, too: they take longer to build than a single mistake to find.
    pub(super) is_deep: bool,
}

/// Which members take part: all that are common or ordinary, or those of earlier explanations alone.
#[derive(Clone, Copy)]
pub(super) enum Members<'a> {
    /// All up to the cost of an ordinary mistake.
    All,
    /// Those with these ids, whatever their cost.
    Of(&'a BTreeSet<&'a str>),
    /// These, in these stages.
    Exactly(&'a [Decision], &'a [Stage]),
}

impl Members<'_> {
    fn holds(self, label: &Label) -> bool {
        match self {
            Members::All => true,
            Members::Of(ids) => ids.contains(label.id),
            Members::Exactly(decisions, _) => decisions.iter().any(|one| one.is_of(label)),
        }
    }

    fn most(self) -> u8 {
        match self {
            Members::All => ORDINARY,
            Members::Of(_) | Members::Exactly(..) => u8::MAX,
        }
    }

    /// The members of a stage, where it takes part.
    fn stage<T>(self, stage: Stage, all: impl FnOnce() -> Vec<T>) -> Vec<T> {
        match self {
            Members::Exactly(_, stages) if !stages.contains(&stage) => Vec::new(),
            _ => all(),
        }
    }
}

/// The texts that are no JSON and take part.
fn wanted(members: Members<'_>) -> Vec<Template> {
    let mut all = templates(u8::MAX);
    all.retain(|template| members.holds(&template.label));
    all
}

/// So many lists are kept: one is asked for on every goal.
const KEPT: usize = 8;

/// Lists of templates, each with what it was made for.
type Lists = Vec<(Vec<Decision>, Arc<Vec<Template>>)>;

/// What keys are made of: decisions, the secret and the tenant.
type KeyedBy = (Vec<Decision>, String, String);

/// Lists of keys and constructions, each with what it was made of, and for how many digits.
type Keyed = Vec<(KeyedBy, usize, Arc<Vec<Vec<Try>>>)>;

/// Keys and constructions, made once for each tenant: they do not depend on the goal.
fn kept_tries(
    of: KeyedBy,
    digits: usize,
    made: impl FnOnce() -> Vec<Vec<Try>>,
) -> Arc<Vec<Vec<Try>>> {
    static LISTS: Mutex<Keyed> = Mutex::new(Vec::new());
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    let is_it = |one: &&(KeyedBy, usize, Arc<Vec<Vec<Try>>>)| one.0 == of && one.1 == digits;
    if let Some((.., list)) = lists.iter().find(is_it) {
        return Arc::clone(list);
    }
    let list = Arc::new(made());
    if lists.len() == KEPT {
        lists.remove(0);
    }
    lists.push((of, digits, Arc::clone(&list)));
    list
}

/// The same, made once.
fn kept(decisions: &[Decision], members: Members<'_>) -> Arc<Vec<Template>> {
    static LISTS: Mutex<Lists> = Mutex::new(Vec::new());
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, list)) = lists.iter().find(|(known, _)| known == decisions) {
        return Arc::clone(list);
    }
    let list = Arc::new(wanted(members));
    if lists.len() == KEPT {
        lists.remove(0);
    }
    lists.push((decisions.to_vec(), Arc::clone(&list)));
    list
}

impl Tables {
    /// Reads the request and the header.
    pub(super) fn new(
        context: &SigningContext<'_>,
        signature: &str,
        members: Members<'_>,
        is_made: bool,
    ) -> Tables {
        let material = Material::of(context);
        let readings = Readings::of(signature);
        let currency = material
            .right
            .as_ref()
            .and_then(|tree| tree.find("currency")?.plain().map(str::to_owned))
            .unwrap_or_default();
        let most = members.most();
        let spellings = || {
            let amount = material.amount.as_ref();
            amount
                .map(|(value, written)| money::spellings(*value, written, &currency))
                .unwrap_or_default()
        };
        let is_wanted = |label: &Label| members.holds(label);
        let can_hold = |hash: Hash| readings.can_hold(hash);
        let held = Held { can_hold: &can_hold, tells: &|hash| readings.tells(hash) };
        let made = || tries(&material, &held, &is_wanted, most);
        let tries = match members {
            _ if readings.is_empty() => Arc::default(),
            Members::Exactly(_, stages) if !stages.contains(&Stage::Key) => {
                Arc::new(usual(&material, &held))
            }
            Members::Exactly(decisions, _) => {
                let of = (decisions.to_vec(), material.secret.clone(), material.tenant_id.clone());
                kept_tries(of, signature.len(), made)
            }
            _ => Arc::new(made()),
        };
        // What changes nothing in this goal takes no part.
        let changes = match &material.right {
            Some(tree) => members
                .stage(Stage::Texts, texts::changes)
                .into_iter()
                .filter(|change| {
                    is_wanted(&change.label) && tree.map_texts(&*change.change, None).is_some()
                })
                .collect(),
            None => Vec::new(),
        };
        let right = material.right.as_ref();
        let permutations = || right.map(orders::permutations).unwrap_or_default();
        let body = context.request.map(|request| request.body).unwrap_or_default();
        let is_whole = !matches!(members, Members::Exactly(..));
        let mut tables = Tables {
            tries,
            pasted: if is_whole { pasted(&material, &can_hold) } else { Vec::new() },
            spellings: members.stage(Stage::Amount, spellings),
            changes,
            shapes: members.stage(Stage::Fields, || shapes(&material, most)),
            views: if is_whole { views(body) } else { Vec::new() },
            orders: members.stage(Stage::Order, || orders::orders(material.sent.as_ref())),
            permutations: members.stage(Stage::Order, permutations),
            layouts: members.stage(Stage::Layout, json::layouts),
            escapings: members.stage(Stage::Escapes, json::escapings),
            templates: match members {
                Members::All => Arc::new(templates(most)),
                Members::Of(_) => Arc::new(wanted(members)),
                Members::Exactly(_, stages) if !stages.contains(&Stage::Template) => Arc::default(),
                Members::Exactly(decisions, _) => kept(decisions, members),
            },
            rewrites: members.stage(Stage::Rewrite, rewrites),
            arounds: Arounds::of(&material),
            schemes: members.stage(Stage::Scheme, || schemes(&material, signature)),
            charsets: members.stage(Stage::Charset, charsets),
            byte_changes: members.stage(Stage::Bytes, bytes::changes),
            readings,
            material,
            is_made,
            is_deep: !matches!(members, Members::All),
        };
        tables.spellings.retain(|member| members.holds(&member.label));
        tables.shapes.retain(|member| members.holds(&member.label));
        tables.views.retain(|member| members.holds(&member.label));
        tables.orders.retain(|member| members.holds(&member.label));
        tables.permutations.retain(|member| members.holds(&member.label));
        tables.layouts.retain(|member| members.holds(&member.label));
        tables.escapings.retain(|member| members.holds(&member.label));
        tables.rewrites.retain(|member| members.holds(&member.label));
        tables.schemes.retain(|member| members.holds(&member.label));
        tables.charsets.retain(|member| members.holds(&member.label));
        tables.byte_changes.retain(|member| members.holds(&member.label));
        tables
    }

    /// The stages that have members.
    pub(super) fn stages(&self) -> Vec<Stage> {
        let is_keyed = self.tries.iter().map(Vec::len).sum::<usize>() > 1;
        let all = [
            (Stage::Amount, !self.spellings.is_empty()),
            (Stage::Texts, !self.changes.is_empty()),
            (Stage::Fields, !self.shapes.is_empty()),
            (Stage::Order, !self.orders.is_empty() || !self.permutations.is_empty()),
            (Stage::Layout, !self.layouts.is_empty()),
            (Stage::Escapes, !self.escapings.is_empty()),
            (Stage::Template, !self.templates.is_empty()),
            (Stage::Rewrite, !self.rewrites.is_empty()),
            (Stage::Charset, !self.charsets.is_empty()),
            (Stage::Bytes, !self.byte_changes.is_empty()),
            (Stage::Key, is_keyed),
            (Stage::Scheme, !self.schemes.is_empty()),
        ];
        all.into_iter().filter(|(_, has)| *has).map(|(stage, _)| stage).collect()
    }

    /// Adds what is rare.
    pub(super) fn deepen(&mut self) {
        if self.is_deep {
            return;
        }
        let held = Held {
            can_hold: &|hash| self.readings.can_hold(hash),
            tells: &|hash| self.readings.tells(hash),
        };
        self.tries = Arc::new(tries(&self.material, &held, &|_| true, u8::MAX));
        self.shapes = shapes(&self.material, u8::MAX);
        self.templates = Arc::new(templates(u8::MAX));
        self.is_deep = true;
    }
}
