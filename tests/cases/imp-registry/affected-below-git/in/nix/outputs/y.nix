{ src = "${../run.sh}"; }
