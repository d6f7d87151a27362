//! The tenant's id in another form.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::material::Material;
use crate::mistakes::grammar::tree::Node;

/// The tenant's id in another form.
pub(super) fn identities(material: &Material) -> Vec<Shape> {
    let id = material.tenant_id.clone();
    let mut forms = vec![
        ("tenant-id-upper-case", "in capitals", id.to_uppercase()),
        ("tenant-id-lower-case", "in lower case", id.to_lowercase()),
        ("tenant-id-without-dashes", "without its dashes", id.replace('-', "")),
        ("tenant-id-in-braces", "in braces", format!("{{{id}}}")),
        ("tenant-id-spelled-otherwise", "in parentheses", format!("({id})")),
        ("tenant-id-as-urn", "with urn:uuid: before it", format!("urn:uuid:{id}")),
        ("tenant-id-spelled-otherwise", "as Python's repr of a UUID", format!("UUID('{id}')")),
        ("tenant-id-spelled-otherwise", "as an ObjectId", format!("ObjectId(\"{id}\")")),
        ("tenant-id-is-domain", "as the domain", material.domain.clone()),
        ("tenant-id-empty", "empty", String::new()),
        ("tenant-id-placeholder", "as the documented placeholder", "your-tenant-uuid".to_owned()),
        ("tenant-id-and-newline", "with a newline", format!("{id}\n")),
        ("tenant-id-spelled-otherwise", "with CRLF", format!("{id}\r\n")),
        ("tenant-id-and-blank", "with a blank", format!("{id} ")),
        ("tenant-id-in-quotes", "in quotes", format!("\"{id}\"")),
        ("tenant-id-is-secret", "as the secret", material.secret.clone()),
        (
            "tenant-id-spelled-otherwise",
            "as its first part",
            id.split('-').next().unwrap_or_default().to_owned(),
        ),
        (
            "tenant-id-spelled-otherwise",
            "as zeros",
            "00000000-0000-0000-0000-000000000000".to_owned(),
        ),
        (
            "tenant-id-spelled-otherwise",
            "as base64",
            crate::mistakes::model::base64_encode(id.as_bytes()),
        ),
    ];
    if let Some(bytes) = crate::protocol::hex::decode(id.replace('-', "").as_bytes()) {
        forms.push((
            "tenant-id-spelled-otherwise",
            "as base64 of its bytes",
            crate::mistakes::model::base64_encode(&bytes),
        ));
        if let Ok(bytes) = <[u8; 16]>::try_from(bytes) {
            forms.push((
                "tenant-id-spelled-otherwise",
                "as a decimal number",
                u128::from_be_bytes(bytes).to_string(),
            ));
            // As .NET's Guid(byte[]) reads it: three words with their bytes reversed.
            let mut swapped = bytes;
            swapped[..4].reverse();
            swapped[4..6].reverse();
            swapped[6..8].reverse();
            let hex = crate::protocol::hex::encode(&swapped);
            if hex.len() == 32 {
                let text =
                    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
                forms.push((
                    "tenant-id-spelled-otherwise",
                    "with its words' bytes reversed, as a GUID's",
                    text,
                ));
            }
        }
    }
    for (other, _) in &material.others {
        forms.push(("other-tenant-id", "as another tenant's", other.clone()));
    }
    forms
        .into_iter()
        .map(|(form, how, text)| {
            let secret = form == "tenant-id-is-secret";
            let mut new = shape(2, 5, form, format!("tenant_id is signed {how}"), move |tree| {
                (tree.find("tenant_id")? != &Node::text(text.clone()))
                    .then(|| tree.with("tenant_id", Some(Node::text(text.clone()))))
            });
            if secret {
                new.label = new.label.secret();
            }
            new
        })
        .collect()
}
