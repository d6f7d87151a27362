//! The tenant is the domain's, and its secret must be one.

use super::draft::{BODY, Builder, draft};
use crate::case::Signed;
use crate::case::{SECRET, TENANT_ID};
use crate::protocol::Tenant;

/// The tenant is the domain's, and its secret must be one.
pub(super) fn add(b: &mut Builder) {
    b.group("the tenant is the domain's");
    let other = "00000000-0000-4000-8000-000000000000";
    let with_id = BODY.replacen('{', &format!("{{\"tenant_id\":\"{other}\","), 1);
    b.add(
        draft(
            "tenant/id-in-body/ignored",
            "a tenant_id in the body changes nothing",
            "OtherKeys",
            "SRV-20",
            &*with_id,
        )
        .also(&[400]),
    );
    b.add(
        draft(
            "tenant/id-in-body/signed",
            "a tenant_id in the body, and signed",
            "OtherKeys",
            "SRV-20",
            &*with_id,
        )
        .signed(Signed { tenant_id: Some(other.into()), ..Signed::default() })
        .also(&[400]),
    );
    b.add(
        draft(
            "tenant/other-id",
            "signed for another tenant's id with this secret",
            "OtherKeys",
            "SRV-20",
            BODY,
        )
        .signed(Signed { tenant_id: Some(other.into()), ..Signed::default() }),
    );
    for (id, spelled) in [
        ("upper-case", TENANT_ID.to_uppercase()),
        ("braces", format!("{{{TENANT_ID}}}")),
        ("empty", String::new()),
        ("domain", super::draft::DOMAIN.to_owned()),
    ] {
        b.add(
            draft(
                &format!("tenant/own-id/{id}"),
                "the tenant's own id in another form",
                "TenantId",
                "SRV-20",
                BODY,
            )
            .signed(Signed { tenant_id: Some(spelled.as_str().into()), ..Signed::default() }),
        );
    }
    let own = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let right = Signed::default().signature(&own, BODY.as_bytes()).unwrap_or_default();
    let told = BODY.replacen('{', &format!("{{\"signature\":\"{right}\","), 1);
    b.add(
        draft(
            "tenant/signature-in-body",
            "the right signature in the body, and a wrong one in the header",
            "OtherKeys",
            "SRV-20 SRV-9",
            &*told,
        )
        .with_signature(|_| vec!["0".repeat(64).into_bytes()])
        .also(&[400]),
    );
    let other_tenant =
        |id: &str| Tenant { tenant_id: id.into(), secret: "5eb1".repeat(16).as_str().into() };
    for (id, tenant, comment) in [
        ("other-secret", other_tenant(TENANT_ID), "signed with another tenant's secret"),
        ("moved", other_tenant(other), "signed by another tenant: a request moved between domains"),
    ] {
        let signed = Signed { by: Some(tenant), ..Signed::default() };
        let vector = draft(&format!("tenant/{id}"), comment, "OtherKeys", "SRV-23", BODY);
        b.add(vector.signed(signed));
    }

    let capitals =
        Tenant { tenant_id: TENANT_ID.to_uppercase().as_str().into(), secret: SECRET.into() };
    b.group_of("a tenant whose id has capitals", capitals);
    b.add(draft(
        "tenant/capitals/signed",
        "the tenant's id is signed as it is registered, capitals and all",
        "TenantId",
        "SRV-20",
        BODY,
    ));
    b.add(
        draft(
            "tenant/capitals/lower-case",
            "signed with the tenant's id in lower case",
            "TenantId",
            "SRV-20",
            BODY,
        )
        .signed(Signed { tenant_id: Some(TENANT_ID.into()), ..Signed::default() }),
    );

    for (id, secret, comment) in [
        ("empty", "", "no secret at all"),
        ("odd", "abc", "half a byte is left over"),
        ("not-hex", "zz", "no hex"),
    ] {
        b.group_with(&format!("a tenant whose secret is none: {comment}"), secret);
        let name = |what: &str| format!("tenant/secret-{id}/{what}");
        let requirements = "SRV-11 SRV-9";
        let zeros = draft(&name("zeros"), comment, "TenantSecret", requirements, BODY);
        b.add(zeros.with_signature(|_| vec!["0".repeat(64).into()]));
        let hint = draft(
            &name("hint"),
            "without a signature it is a hint still",
            "TenantSecret UnsignedHint",
            "SRV-11 SRV-10",
            BODY,
        );
        b.add(hint.unsigned().also(&[401]));
        // What a server signs with that goes on without a key.
        let empty = Tenant { tenant_id: TENANT_ID.into(), secret: "".into() };
        let with_empty_key =
            Signed { mistakes: super::draft::mistakes_of("python-hex-key"), ..Signed::default() };
        if secret.is_empty() {
            b.add(
                draft(
                    &name("empty-key"),
                    "signed with the empty key",
                    "TenantSecret",
                    requirements,
                    BODY,
                )
                .signed(with_empty_key),
            );
        } else {
            let signature = with_empty_key.signature(&empty, BODY.as_bytes()).unwrap_or_default();
            let mut vector = draft(
                &name("empty-key"),
                "signed with the empty key",
                "TenantSecret",
                requirements,
                BODY,
            )
            .unsigned();
            vector.headers.push(("x-lp-goal-signature".to_owned(), signature.into_bytes()));
            b.add(vector);
            if id == "odd" {
                let mistakes = super::draft::mistakes_of("hex-key-truncated");
                let cut = Signed { mistakes, ..Signed::default() };
                let comment = "signed with the whole bytes of it";
                let vector = draft(&name("cut"), comment, "TenantSecret", requirements, BODY);
                b.add(vector.signed(cut));
            }
            let as_text = Signed {
                mistakes: super::draft::mistakes_of("secret-used-as-text"),
                ..Signed::default()
            };
            b.add(
                draft(
                    &name("as-text"),
                    "signed with the secret's text as the key",
                    "TenantSecret",
                    requirements,
                    BODY,
                )
                .signed(as_text),
            );
        }
    }
}
