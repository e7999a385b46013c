"""What do the messages of shells and of the tools that developers call say in plain words? Data, as `foreign_causes`."""

from analyzers.runtime.foreign_causes import Known

_S = "shell"

COMMANDS = (
    # shells
    Known("command", _S, r"command not found: ([\w.+/-]+)", "the shell finds no program `{0}`", "install it, correct the name, or put its folder on the PATH; in a new environment: activate it first"),
    Known("command", _S, r"fish: Unknown command:? '?([\w.+/-]+)", "the shell finds no program `{0}`", "install it, correct the name, or put its folder on the PATH; in a new environment: activate it first"),
    Known("command", _S, r"(?:^|: )(?:line \d+: )?([\w.+-]+): (?:command )?not found", "the shell finds no program `{0}`", "install it, correct the name, or put its folder on the PATH; in a new environment: activate it first"),
    Known("command", _S, r"'(\S+)' is not recognized as an internal or external command", "the shell finds no program `{0}`", "install it, correct the name, or put its folder on the PATH"),
    Known("command", _S, r"The term '(\S+)' is not recognized as (?:the|a) name of a cmdlet", "PowerShell finds no command `{0}`", "install it, correct the name, or put its folder on the PATH; a script of this folder is called with `.\\` before its name"),
    Known("command", _S, r"running scripts is disabled on this system", "PowerShell may run no scripts here", "for this user only: `Set-ExecutionPolicy -Scope CurrentUser RemoteSigned`"),
    Known("command", _S, r"bad interpreter: (.+?): no such file", "the program that the script's first line names does not exist", "with `^M` in its name the file has Windows' line ends: `dos2unix` it"),
    Known("command", _S, r"\$'\\r': command not found", "the script has Windows' line ends, and the shell takes the `\\r` for a command", "`dos2unix` it, or save it with `LF`"),
    Known("command", _S, r"cannot execute binary file: Exec format error|exec format error", "the program was built for another kind of processor or system", "build or fetch it for this one; for containers: `--platform`"),
    Known("command", _S, r"Argument list too long", "the command line is longer than the system takes", "hand the names over in parts: `xargs`, or `find ... -exec ... +`"),
    # git
    Known("git", _S, r"not a git repository", "git finds no repository in this folder or above it", "`cd` into the project, or `git init`"),
    Known("git", _S, r"Updates were rejected because|\[rejected\].*\((?:fetch first|non-fast-forward)\)", "the remote branch has commits that yours does not have, and git does not overwrite them", "`git pull --rebase`, then push again"),
    Known("git", _S, r"CONFLICT \([^)]*\): Merge conflict in (\S+)", "both sides changed the same lines of `{0}`", "edit the marked places, `git add` the file, then `git commit` (or `git rebase --continue`); `git merge --abort` goes back"),
    Known("git", _S, r"local changes to the following files would be overwritten", "git would overwrite changes of yours that are not committed", "commit them, or `git stash` before and `git stash pop` after"),
    Known("git", _S, r"src refspec (\S+) does not match any", "there is no branch `{0}` here that has a commit", "`git branch` lists them: is it `main` or `master`, and is anything committed?"),
    Known("git", _S, r"refusing to merge unrelated histories", "the two branches have no common commit", "right repository? if both are meant to become one: `--allow-unrelated-histories`"),
    Known("git", _S, r"pathspec '(.+?)' did not match any file", "git knows no file or branch `{0}`", "`git fetch` first for a branch of the server; else look at its spelling"),
    Known("git", _S, r"dubious ownership in repository at '(.+?)'", "the repository belongs to another user than the one who runs git", "`git config --global --add safe.directory FOLDER` if you trust it"),
    Known("git", _S, r"index\.lock': File exists", "another git is at work in this repository, or one was killed there", "when none runs any more, remove `.git/index.lock`"),
    Known("git", _S, r"Support for password authentication was removed|could not read Username for|Authentication failed for '(.+?)'", "the git server does not accept who you say you are", "use an access token in place of the password, or an ssh key and the `git@` address"),
    # ssh, curl, certificates
    Known("network", _S, r"Permission denied \(publickey", "the server takes none of the keys that ssh offers it", "`ssh-add -l` lists them; is the public one known to the server?"),
    Known("network", _S, r"REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed", "the server shows another key than before, or one that is not known yet", "if the change is known to be right: `ssh-keygen -R HOST`; if not, ask who runs it"),
    Known("network", _S, r"Could not resolve host: (\S+)|Could not resolve hostname (\S+?):", "the host's name cannot be resolved", "is the name right, is there a network, is a VPN or proxy missing?"),
    Known("network", _S, r"Failed to connect to (\S+) port (\d+)", "nothing answers at `{0}`, port {1}", "is the server running there, and does a firewall let you through?"),
    Known("network", _S, r"SSL certificate problem: (.+)", "the server's certificate cannot be checked: {0}", "old root certificates, a proxy that puts in its own, or a wrong clock"),
    Known("network", _S, r"blocked by CORS policy", "the server does not say that pages of this origin may read its answers", "the server has to send `Access-Control-Allow-Origin`; nothing in the page can"),
    Known("network", _S, r"(?:bind|listen).*?address already in use|port is already allocated|EADDRINUSE", "the port is in use by another process, perhaps an earlier run", "`ss -ltnp` or `lsof -i :PORT` shows which"),
    # packages
    Known("packages", _S, r"npm (?:ERR!|error) (?:code ERESOLVE|ERESOLVE)", "two packages want different versions of a third one", "the lines below it name them: change one's version; `--legacy-peer-deps` only if you know that it fits"),
    Known("packages", _S, r"npm (?:ERR!|error) (?:missing script|Missing script): (.+)", "`package.json` has no script {0}", "`npm run` lists them"),
    Known("packages", _S, r"npm (?:ERR!|error) (?:code E404|404 +Not Found)", "the registry has no such package or version", "is the name right, and is it a private one, for which you have to log in?"),
    Known("packages", _S, r"npm (?:ERR!|error).*?(?:EACCES|permission denied)", "npm may not write where it wants to install", "install into the project, or into a folder of yours; not with `sudo`"),
    Known("packages", _S, r"Could not read package\.json|ENOENT.*package\.json", "there is no `package.json` where npm was started", "`cd` into the project"),
    Known("packages", _S, r"(?:No matching distribution found for|satisfies the requirement) (\S+)", "pip finds no version of `{0}` for this Python and system", "is the name right, and this Python not too new or too old for it?"),
    Known("packages", _S, r"ResolutionImpossible|conflicting dependencies", "the packages that are asked for want versions that exclude each other", "the lines above name them: loosen or change one"),
    Known("packages", _S, r"Microsoft Visual C\+\+ .*is required", "a package has to be compiled, and there is no compiler", "take a version of Python for which it has a ready wheel, or install the build tools"),
    Known("packages", _S, r"Failed (?:building wheel for|to build) (\S+)", "`{0}` has to be compiled here, and that failed", "the reason is further up; a version with a ready wheel for this Python needs no compiler"),
    Known("packages", _S, r"externally-managed-environment", "this Python belongs to the system, which does not want packages put into it", "make a virtual environment: `python3 -m venv .venv`, and use `.venv/bin/pip`"),
    # containers
    Known("container", _S, r"Cannot connect to the Docker daemon", "docker's service is not reachable", "is it running, and may this user talk to it?"),
    Known("container", _S, r"manifest (?:for (\S+) )?(?:not found|unknown)|pull access denied for (\S+?),", "there is no such image or tag, or you may not fetch it", "look at name and tag; `docker login` for a private one"),
    Known("container", _S, r"exec: \"?(.+?)\"?: (?:executable file not found|stat .*no such file)", "the container has no program `{0}`", "is it installed in the image, and on the PATH there?"),
    Known("container", _S, r"CrashLoopBackOff", "the container is started, ends, and is started again", "`kubectl logs POD --previous` shows why it ended; hand that over"),
    Known("container", _S, r"ImagePullBackOff|ErrImagePull", "the image of the container cannot be fetched", "`kubectl describe pod POD` says why: name, tag, or missing credentials"),
    Known("container", _S, r"OOMKilled|container .{0,40}(?:code|status):? 137\b", "the container was killed, mostly because it used more memory than it may", "raise its limit, or find what grows"),
    # make, services, databases
    Known("build", _S, r"No rule to make target '(.+?)', needed by '(.+?)'", "`{1}` needs `{0}`, which does not exist, and make knows no way to make it", "a typing error, a file that was moved, or an older run's dependencies: `make clean`"),
    Known("build", _S, r"No rule to make target '(.+?)'", "make knows no way to make `{0}`", "is it started in the folder of the Makefile, and is the name right?"),
    Known("build", _S, r"\*\*\* missing separator", "a line of a recipe in the Makefile does not begin with a tab", "put a tab where the spaces are"),
    Known("service", _S, r"\[emerg\] .*unknown directive \"(.+?)\"", "nginx knows no directive `{0}`", "a typing error, a missing `;` on the line before, or a module that is not loaded"),
    Known("service", _S, r"Unit (\S+?) (?:could not be|not) found", "systemd knows no unit `{0}`", "`systemctl list-unit-files`; after a new file: `systemctl daemon-reload`"),
    Known("database", _S, r"password authentication failed for user \"(.+?)\"|Access denied for user '(.+?)'", "the database does not accept this user's password", "which user, host and password does the program really use?"),
    Known("database", _S, r"(role|database) \"(.+?)\" does not exist", "the database server has no {0} `{1}`", "create it, or correct the name in the connection"),
    # how a process ended
    Known("command", _S, r"\bexit(?:s|ed|ing)?\b(?: with)?(?: (?:code|status|value))?[:=]? \(?137\b|^Killed$|\bKilled: 9\b", "the process was killed from outside (signal 9), mostly because memory ran out", "`dmesg | grep -i kill` says whether it was memory: raise the limit, or find what grows"),
    Known("command", _S, r"\bexit(?:s|ed|ing)?\b(?: with)?(?: (?:code|status|value))?[:=]? \(?(?:139|-11)\b|-1073741819|0xC0000005", "the process touched memory that is not its own (signal 11)", "native code did that: a C extension, a null pointer, or a recursion too deep; a debugger's backtrace shows where"),
    Known("command", _S, r"\bexit(?:s|ed|ing)?\b(?: with)?(?: (?:code|status|value))?[:=]? \(?(?:134|-6)\b", "the process stopped itself (`abort`): an assertion of native code failed, or memory was damaged", "its last lines on standard error say why"),
    Known("command", _S, r"\bexit(?:s|ed|ing)?\b(?: with)?(?: (?:code|status|value))?[:=]? \(?143\b", "the process was asked to end (signal 15): by a user, a supervisor, or a time limit"),
    Known("command", _S, r"\bexit(?:s|ed|ing)?\b(?: with)?(?: (?:code|status|value))?[:=]? \(?127\b", "the shell found no such program", "is it installed, spelt right and on the PATH there?"),
    Known("command", _S, r"\bexit(?:s|ed|ing)?\b(?: with)?(?: (?:code|status|value))?[:=]? \(?126\b", "the program was found and may not be run", "`chmod +x`, or it was built for another system"),
    # the machine
    Known("command", _S, r"No space left on device|ENOSPC", "the disk is full", "`df -h` shows which; for `System limit for number of file watchers` it is that limit"),
    Known("command", _S, r"Too many open files|EMFILE", "more files and connections are open than the process may have", "what is opened and never closed? `ulimit -n` shows the limit"),
    Known("command", _S, r"(?:^|: )(\S+): Permission denied", "`{0}` may not be run or opened by this user", "`chmod +x` if it is a script of yours"),
)  # fmt: skip
