package dev.plimsoll.image.spec;

import dev.plimsoll.formats.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a container that end in its OCI {@code config.json}. YAML and the image label
 * {@code org.mobyproject.config} share them; an empty field was not written, which differs from an
 * empty list.
 */
public record ContainerSettings(
    Process process,
    Isolation isolation,
    Rights rights,
    MandatoryAccess access,
    Storage storage,
    Extras extras,
    RuntimeSettings runtime) {

  /** What runs. */
  public record Process(
      Optional<Located<List<String>>> command,
      Optional<Located<List<String>>> env,
      Optional<Located<String>> cwd,
      Optional<Located<Long>> uid,
      Optional<Located<Long>> gid,
      Optional<Located<List<Long>>> additionalGids,
      Optional<Located<Long>> oomScoreAdj,
      Optional<Located<List<ResourceLimit>>> rlimits) {

    Process over(Process label) {
      return new Process(
          command.or(label::command),
          env.or(label::env),
          cwd.or(label::cwd),
          uid.or(label::uid),
          gid.or(label::gid),
          additionalGids.or(label::additionalGids),
          oomScoreAdj.or(label::oomScoreAdj),
          rlimits.or(label::rlimits));
    }
  }

  /**
   * Namespaces: {@code new}, {@code host} (or {@code root}), for net also {@code none}, or a path.
   *
   * @param uidMappings objects with containerID, hostID and size
   */
  public record Isolation(
      Optional<Located<String>> net,
      Optional<Located<String>> pid,
      Optional<Located<String>> ipc,
      Optional<Located<String>> uts,
      Optional<Located<String>> userns,
      Optional<Located<List<JsonValue>>> uidMappings,
      Optional<Located<List<JsonValue>>> gidMappings,
      Optional<Located<String>> hostname) {

    Isolation over(Isolation label) {
      return new Isolation(
          net.or(label::net),
          pid.or(label::pid),
          ipc.or(label::ipc),
          uts.or(label::uts),
          userns.or(label::userns),
          uidMappings.or(label::uidMappings),
          gidMappings.or(label::gidMappings),
          hostname.or(label::hostname));
    }
  }

  /** Capabilities by their full upper-case names, already expanded from {@code all}. */
  public record Rights(
      Optional<Located<List<String>>> capabilities,
      Optional<Located<List<String>>> addedCapabilities,
      Optional<Located<List<String>>> ambient,
      Optional<Located<Boolean>> noNewPrivileges,
      Optional<Located<List<String>>> maskedPaths,
      Optional<Located<List<String>>> readonlyPaths) {

    Rights over(Rights label) {
      return new Rights(
          capabilities.or(label::capabilities),
          addedCapabilities.or(label::addedCapabilities),
          ambient.or(label::ambient),
          noNewPrivileges.or(label::noNewPrivileges),
          maskedPaths.or(label::maskedPaths),
          readonlyPaths.or(label::readonlyPaths));
    }
  }

  /** The container's file system. */
  public record Storage(
      Optional<Located<Boolean>> readonly,
      Optional<Located<List<MountSpec>>> mounts,
      Optional<Located<List<MountSpec>>> binds,
      Optional<Located<List<MountSpec>>> addedBinds,
      Optional<Located<List<MountSpec>>> tmpfs,
      Optional<Located<String>> rootfsPropagation) {

    Storage over(Storage label) {
      return new Storage(
          readonly.or(label::readonly),
          mounts.or(label::mounts),
          binds.or(label::binds),
          addedBinds.or(label::addedBinds),
          tmpfs.or(label::tmpfs),
          rootfsPropagation.or(label::rootfsPropagation));
    }
  }

  /** What the runtime passes on. */
  public record Extras(
      Optional<Located<String>> cgroupsPath,
      Optional<Located<Map<String, String>>> sysctl,
      Optional<Located<Map<String, String>>> annotations,
      Optional<Located<List<DeviceSpec>>> devices,
      Optional<Located<Resources>> resources) {

    Extras over(Extras label) {
      return new Extras(
          cgroupsPath.or(label::cgroupsPath),
          sysctl.or(label::sysctl),
          annotations.or(label::annotations),
          devices.or(label::devices),
          resources.or(label::resources));
    }
  }

  /** LinuxKit's rule: a field that the YAML has, even empty, replaces the label's. */
  public ContainerSettings over(ContainerSettings label) {
    return new ContainerSettings(
        process.over(label.process),
        isolation.over(label.isolation),
        rights.over(label.rights),
        access.over(label.access),
        storage.over(label.storage),
        extras.over(label.extras),
        runtime.over(label.runtime));
  }
}
