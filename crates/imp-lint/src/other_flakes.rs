//! Flakes in the repository of another one.

use imp_model::facts::FileFacts;
use imp_model::model::Model;
use imp_model::model::config::ConfigError;
use imp_model::source::TreePath;

/// The directories of other flakes in the repository, whose files are theirs to check; not those in which
/// this flake looks for declarations.
///
/// # Errors
/// When the configuration does not say readably where declarations are.
pub fn other_flakes(model: &Model) -> Result<Vec<TreePath>, ConfigError> {
    let roots = model.configuration.declaration_roots()?;
    let files = model.nix_files.iter().map(|(path, _)| path);
    let flakes = files.filter(|path| path.file_name() == "flake.nix").filter_map(TreePath::parent);
    let is_other = |flake: &TreePath| {
        !flake.is_root()
            && !roots.iter().any(|root| root.starts_with(flake) || flake.starts_with(root))
    };
    Ok(flakes.filter(is_other).collect())
}

/// The files that are not in another flake.
pub(crate) fn own_files(model: &Model) -> Vec<&FileFacts> {
    let others = other_flakes(model).unwrap_or_default();
    let is_own = |file: &&FileFacts| !others.iter().any(|flake| file.path.starts_with(flake));
    model.files.iter().filter(is_own).collect()
}
