{ registry, lib, ... }: with registry.z; with lib; [ b ]
