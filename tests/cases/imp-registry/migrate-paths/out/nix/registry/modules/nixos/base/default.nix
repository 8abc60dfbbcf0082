{ boot.tmp.cleanOnBoot = true; }
