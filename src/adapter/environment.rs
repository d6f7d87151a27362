//! What an adapter inherits: where runtimes and their packages lie, and nothing that may be a secret.

use std::ffi::OsString;

/// Variables that are passed on where they are set: the person, the language, and where runtimes look for themselves,
/// for packages and for certificates.
const PASSED_ON: [&str; 76] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "NO_COLOR",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "TMP",
    "TEMP",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "no_proxy",
    "NO_PROXY",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "NIX_PATH",
    "NIX_PROFILES",
    "ASDF_DIR",
    "ASDF_DATA_DIR",
    "MISE_DATA_DIR",
    // Python
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONUTF8",
    "PYTHONUNBUFFERED",
    "PYTHONHASHSEED",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYENV_ROOT",
    "PYENV_VERSION",
    "UV_CACHE_DIR",
    // JavaScript
    "NODE_PATH",
    "NODE_OPTIONS",
    "NODE_ENV",
    "NVM_DIR",
    "NVM_BIN",
    "VOLTA_HOME",
    "DENO_DIR",
    "BUN_INSTALL",
    // Java
    "JAVA_HOME",
    "CLASSPATH",
    // Go
    "GOROOT",
    "GOPATH",
    "GOCACHE",
    "GOMODCACHE",
    "GOFLAGS",
    "GOTOOLCHAIN",
    "GOPROXY",
    // .NET and Mono
    "DOTNET_ROOT",
    "DOTNET_CLI_HOME",
    "NUGET_PACKAGES",
    "MONO_PATH",
    // Ruby
    "GEM_HOME",
    "GEM_PATH",
    "RUBYLIB",
    "RUBYOPT",
    "BUNDLE_GEMFILE",
    "BUNDLE_PATH",
    "RBENV_ROOT",
    "RBENV_VERSION",
    // PHP
    "PHPRC",
    "PHP_INI_SCAN_DIR",
    "COMPOSER_HOME",
    "COMPOSER_VENDOR_DIR",
    // Rust
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
];

/// How other variables that are passed on begin.
const LOCALE: &str = "LC_";

/// The variables of this process that an adapter gets: the usual ones, and those of the names in `granted`.
pub(super) fn passed_on(granted: &[String]) -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(move |(name, _)| {
        name.to_str().is_some_and(|name| {
            PASSED_ON.contains(&name)
                || name.starts_with(LOCALE)
                || granted.iter().any(|granted| granted == name)
        })
    })
}
