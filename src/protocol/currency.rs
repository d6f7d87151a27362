//! Currency codes: the active alphabetic codes that ISO 4217 lists (SRV-14).

/// Active ISO 4217 codes, sorted. Funds and metals codes are listed too, as the standard does.
const LISTED: [&[u8; 3]; 178] = [
    b"AED", b"AFN", b"ALL", b"AMD", b"AOA", b"ARS", b"AUD", b"AWG", b"AZN", b"BAM", b"BBD", b"BDT",
    b"BHD", b"BIF", b"BMD", b"BND", b"BOB", b"BOV", b"BRL", b"BSD", b"BTN", b"BWP", b"BYN", b"BZD",
    b"CAD", b"CDF", b"CHE", b"CHF", b"CHW", b"CLF", b"CLP", b"CNY", b"COP", b"COU", b"CRC", b"CUP",
    b"CVE", b"CZK", b"DJF", b"DKK", b"DOP", b"DZD", b"EGP", b"ERN", b"ETB", b"EUR", b"FJD", b"FKP",
    b"GBP", b"GEL", b"GHS", b"GIP", b"GMD", b"GNF", b"GTQ", b"GYD", b"HKD", b"HNL", b"HTG", b"HUF",
    b"IDR", b"ILS", b"INR", b"IQD", b"IRR", b"ISK", b"JMD", b"JOD", b"JPY", b"KES", b"KGS", b"KHR",
    b"KMF", b"KPW", b"KRW", b"KWD", b"KYD", b"KZT", b"LAK", b"LBP", b"LKR", b"LRD", b"LSL", b"LYD",
    b"MAD", b"MDL", b"MGA", b"MKD", b"MMK", b"MNT", b"MOP", b"MRU", b"MUR", b"MVR", b"MWK", b"MXN",
    b"MXV", b"MYR", b"MZN", b"NAD", b"NGN", b"NIO", b"NOK", b"NPR", b"NZD", b"OMR", b"PAB", b"PEN",
    b"PGK", b"PHP", b"PKR", b"PLN", b"PYG", b"QAR", b"RON", b"RSD", b"RUB", b"RWF", b"SAR", b"SBD",
    b"SCR", b"SDG", b"SEK", b"SGD", b"SHP", b"SLE", b"SOS", b"SRD", b"SSP", b"STN", b"SVC", b"SYP",
    b"SZL", b"THB", b"TJS", b"TMT", b"TND", b"TOP", b"TRY", b"TTD", b"TWD", b"TZS", b"UAH", b"UGX",
    b"USD", b"USN", b"UYI", b"UYU", b"UYW", b"UZS", b"VED", b"VES", b"VND", b"VUV", b"WST", b"XAD",
    b"XAF", b"XAG", b"XAU", b"XBA", b"XBB", b"XBC", b"XBD", b"XCD", b"XCG", b"XDR", b"XOF", b"XPD",
    b"XPF", b"XPT", b"XSU", b"XTS", b"XUA", b"XXX", b"YER", b"ZAR", b"ZMW", b"ZWG",
];

/// One bit for each code of three capitals, in their order: set where it is listed.
const BITS: [u64; 26 * 26 * 26 / 64 + 1] = {
    let mut bits = [0; 26 * 26 * 26 / 64 + 1];
    let mut at = 0;
    while at < LISTED.len() {
        let place = place(LISTED[at]);
        bits[place / 64] |= 1 << (place % 64);
        at += 1;
    }
    bits
};

/// The place of three capitals in the order of all such codes.
const fn place(code: &[u8; 3]) -> usize {
    ((code[0] - b'A') as usize * 26 + (code[1] - b'A') as usize) * 26 + (code[2] - b'A') as usize
}

/// Every code that ISO 4217 lists, sorted.
pub fn listed_currencies() -> impl Iterator<Item = &'static str> {
    LISTED.iter().filter_map(|code| std::str::from_utf8(*code).ok())
}

/// Whether ISO 4217 lists the code.
pub fn is_listed(code: &str) -> bool {
    let code: Option<&[u8; 3]> = code.as_bytes().try_into().ok();
    code.filter(|code| code.iter().all(u8::is_ascii_uppercase)).is_some_and(|code| {
        let place = place(code);
        BITS[place / 64] >> (place % 64) & 1 == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_well_formed() {
        assert!(LISTED.is_sorted());
        assert!(LISTED.iter().all(|c| c.iter().all(u8::is_ascii_uppercase)));
        assert!(is_listed("EUR") && !is_listed("eur") && !is_listed("EURO"));
        let letters = || (b'A'..=b'Z').map(char::from);
        let all = letters().flat_map(|a| letters().map(move |b| (a, b)));
        for (a, b) in all {
            for c in letters() {
                let code = format!("{a}{b}{c}");
                let listed = LISTED.iter().any(|listed| code.as_bytes() == listed.as_slice());
                assert_eq!(is_listed(&code), listed, "{code}");
            }
        }
    }
}
