"""What do tools say when no program of the user's has failed: packages, repositories, runners, matters of style?

None of the three routes is about these. Their strength stays below that of every report of a refusal, a failed test
or a crash: where a log holds both, this is the noise.
"""

from analyzers.facts import Route
from analyzers.reports import Rule


def _setup(needles: tuple[str, ...], pattern: str, tool: str, what: str) -> Rule:
    return Rule(needles, pattern, tool, Route.UNCLEAR, "setup", f"{tool}: {what}", 0.84)


SETUPS = (
    _setup(("ResolutionImpossible", "conflicting dependencies", "No matching distribution", "externally-managed", "satisfies the requirement"),
           r"\bResolutionImpossible\b|have conflicting dependencies|No matching distribution found|externally-managed-environment|Could not find a version that satisfies", "pip", "a package cannot be installed"),
    _setup(("npm ERR! code", "npm error code"), r"npm (?:ERR!|error) code E(?:RESOLVE|404|ACCES|NOTFOUND|CONNRESET|TIMEDOUT|401|403|INTEGRITY|NEEDAUTH)", "npm", "a package cannot be installed"),
    _setup(("E: ",), r"^(?:\S+ )?E: (?:Failed to fetch|Unable to (?:locate|fetch)|Could not get lock|Some index files|Package '.*' has no|Unmet dependencies)", "apt", "a package cannot be installed"),
    _setup(("PackagesNotFoundError", "Solving environment: failed", "No available formula", "UnsatisfiableError"), r"PackagesNotFoundError|Solving environment: failed|No available formula|UnsatisfiableError", "conda", "a package cannot be installed"),
    _setup(("failed to select a version", "Could not find compatible versions", "could not find compatible versions", "Your requirements could not be resolved"),
           r"failed to select a version for|ould not find compatible versions|Your requirements could not be resolved", "packages", "no versions fit each other"),
    _setup(("rejected]", "fatal: ", "error: ", "CONFLICT ("),
           r"^ ?! \[(?:remote )?rejected\]|^fatal: (?:not a git repository|refusing to merge|couldn't find remote ref|could not read (?:Username|from remote)|Authentication failed|unable to access|Not possible to fast-forward|repository '.*' not found|detected dubious)"
           r"|^error: (?:failed to push|Your local changes|src refspec|pathspec)|^CONFLICT \(", "git", "the repository refuses"),
    _setup(("runner has received", "operation was canceled", "lost communication", "Job was cancelled", "Canceled by"),
           r"runner has received a shutdown signal|##\[error\]The operation was canceled|lost communication with the server|Job was cancell?ed", "runner", "the run was ended from outside"),
    _setup(("mismatch", "MISMATCH", "not match"), r"(?i:\b(?:sha-?(?:1|256|512)|md5|checksums?|hash(?:es)?|integrity)\b.{0,30}(?:mismatch|(?:do|did|does) not match))", "packages", "a download is not what was promised"),
    _setup(("would reformat", "code has been rated"), r"^would reformat \S|files? would be reformatted|^Your code has been rated at", "style", "a matter of style"),
    _setup(("RPC failed", "early EOF", "Permission to ", "Merge conflict in"), r"^error: RPC failed|^fatal: (?:early EOF|index-pack failed)|^remote: Permission to .* denied|Merge conflict in \S+", "git", "the repository refuses"),
    _setup(("Could not build wheels", "Failed building wheel", "lockfile needs to be updated", "ERR_PNPM"), r"Could not build wheels for|Failed building wheel|lockfile needs to be updated|\bERR_PNPM_\w+", "packages", "a package cannot be installed"),
    _setup(("Job failed (system failure)", "image pull failed"), r"Job failed \(system failure\)|image pull failed", "runner", "the run was ended from outside"),
    _setup((" E501 ", "does not meet global threshold", "Required test coverage of"), r"^\S+:\d+:\d+: E501 |does not meet global threshold|Required test coverage of \d+", "style", "a matter of style"),
    _setup(("Docker daemon", "(publickey)", "Could not read package.json"), r"Cannot connect to the Docker daemon|Permission denied \(publickey|Could not read package\.json", "setup", "a tool is not set up"),
)  # fmt: skip
