//! What the members of documents are called that hold a part of a request.

/// What a member holds, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Method,
    Url,
    Base,
    Query,
    Headers,
    Body,
    ContentType,
    Signature,
    RequestLine,
    /// What came back.
    Response,
    Other,
}

/// The role of a name, in any spelling.
pub(super) fn role(name: &str) -> Role {
    let name: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    match &*name {
        "method" | "httpmethod" | "requestmethod" | "verb" | "clientrequestmethod" => Role::Method,
        "url" | "uri" | "requesturi" | "requesturl" | "fullurl" | "originalurl" | "href"
        | "path" | "rawpath" | "requestpath" | "clientrequesturi" | "clientrequestpath"
        | "endpoint" | "target" | "httppath" | "httpurl" => Role::Url,
        "baseurl" | "origin" | "hostname" => Role::Base,
        "query"
        | "querystring"
        | "querystringparameters"
        | "multivaluequerystringparameters"
        | "rawquerystring"
        | "params"
        | "queryparams"
        | "queryparameters"
        | "args"
        | "searchparams"
        | "parameters"
        | "qs"
        | "urlparams" => Role::Query,
        "headers"
        | "header"
        | "requestheaders"
        | "multivalueheaders"
        | "rawheaders"
        | "httpheaders"
        | "headerparameters"
        | "reqheaders"
        | "httprequestheaders"
        | "httprequestline"
        | "clientrequestheaders" => Role::Headers,
        "body" | "data" | "postdata" | "payload" | "content" | "rawbody" | "requestbody"
        | "jsonbody" | "requestpayload" | "requestdata" | "text" | "raw" | "json" | "reqbody"
        | "bodyraw" | "httpbody" | "httpfiledata" | "postfields" | "rawcontent" => Role::Body,
        "contenttype" | "httpcontenttype" | "mimetype" => Role::ContentType,
        "request" | "requestline" => Role::RequestLine,
        "response" | "res" | "responsebody" | "responseheaders" | "responsedata" | "resbody"
        | "resheaders" | "reply" | "originalrequest" => Role::Response,
        _ if name.ends_with("xlpgoalsignature") || name == "sig" || name == "signature" => {
            Role::Signature
        }
        _ => Role::Other,
    }
}
