//! Everything that can be combined for one request.

use super::costs::ORDINARY;
use crate::mistakes::context::SigningContext;
use crate::mistakes::grammar::around::Arounds;
use crate::mistakes::grammar::body_view::{BodyView, views};
use crate::mistakes::grammar::bytes::{self, ByteChange};
use crate::mistakes::grammar::charset::{Charset, charsets};
use crate::mistakes::grammar::construction::{Held, Try, pasted, tries};
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

/// The members of every stage, for one request.
pub(super) struct Tables {
    pub(super) material: Material,
    pub(super) readings: Readings,
    pub(super) tries: Vec<Vec<Try>>,
    pub(super) pasted: Vec<(&'static str, Try)>,
    pub(super) spellings: Vec<Spelling>,
    pub(super) changes: Vec<TextChange>,
    pub(super) shapes: Vec<Shape>,
    pub(super) views: Vec<BodyView>,
    pub(super) orders: Vec<Order>,
    pub(super) permutations: Vec<Order>,
    pub(super) layouts: Vec<LaidOut>,
    pub(super) escapings: Vec<Escaped>,
    pub(super) templates: Vec<Template>,
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
}

impl Members<'_> {
    fn holds(self, label: &Label) -> bool {
        match self {
            Members::All => true,
            Members::Of(ids) => ids.contains(label.id),
        }
    }

    fn most(self) -> u8 {
        match self {
            Members::All => ORDINARY,
            Members::Of(_) => u8::MAX,
        }
    }
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
        let spellings = material
            .amount
            .as_ref()
            .map(|(value, written)| money::spellings(*value, written, &currency))
            .unwrap_or_default();
        let is_wanted = |label: &Label| members.holds(label);
        let can_hold = |hash: Hash| readings.can_hold(hash);
        let held = Held { can_hold: &can_hold, tells: &|hash| readings.tells(hash) };
        let tries = match readings.is_empty() {
            true => Vec::new(),
            false => tries(&material, &held, &is_wanted, most),
        };
        // What changes nothing in this goal takes no part.
        let changes = texts::changes();
        let changes = match &material.right {
            Some(tree) => changes
                .into_iter()
                .filter(|change| {
                    is_wanted(&change.label) && tree.map_texts(&*change.change, None).is_some()
                })
                .collect(),
            None => Vec::new(),
        };
        let mut tables = Tables {
            tries,
            pasted: pasted(&material, &can_hold),
            spellings,
            changes,
            shapes: shapes(&material, most),
            views: views(context.request.map(|request| request.body).unwrap_or_default()),
            orders: orders::orders(material.sent.as_ref()),
            permutations: material.right.as_ref().map(orders::permutations).unwrap_or_default(),
            layouts: json::layouts(),
            escapings: json::escapings(),
            templates: templates(most),
            rewrites: rewrites(),
            arounds: Arounds::of(&material),
            schemes: schemes(&material, signature),
            charsets: charsets(),
            byte_changes: bytes::changes(),
            readings,
            material,
            is_made,
            is_deep: matches!(members, Members::Of(_)),
        };
        tables.spellings.retain(|member| members.holds(&member.label));
        tables.shapes.retain(|member| members.holds(&member.label));
        tables.views.retain(|member| members.holds(&member.label));
        tables.orders.retain(|member| members.holds(&member.label));
        tables.permutations.retain(|member| members.holds(&member.label));
        tables.layouts.retain(|member| members.holds(&member.label));
        tables.escapings.retain(|member| members.holds(&member.label));
        tables.templates.retain(|member| members.holds(&member.label));
        tables.rewrites.retain(|member| members.holds(&member.label));
        tables.schemes.retain(|member| members.holds(&member.label));
        tables.charsets.retain(|member| members.holds(&member.label));
        tables.byte_changes.retain(|member| members.holds(&member.label));
        tables
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
        self.tries = tries(&self.material, &held, &|_| true, u8::MAX);
        self.shapes = shapes(&self.material, u8::MAX);
        self.templates = templates(u8::MAX);
        self.is_deep = true;
    }
}
