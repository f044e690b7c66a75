#include "report.hpp"

#include <ctime>

#include <stan/version.hpp>

namespace driver {
namespace {

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", std::gmtime(&seconds));
  return text;
}

void write_lines(std::ostream& out, const Argument& argument, const std::string& prefix, size_t depth) {
  const std::string start = prefix + std::string(2 * depth, ' ') + argument.name;
  switch (argument.kind) {
    case Kind::group:
      if (argument.heading)
        out << start << '\n';
      for (const auto& part : argument.parts)
        write_lines(out, part, prefix, depth + 1);
      return;
    case Kind::choice:
      out << start << " = " << argument.value << (argument.is_default() ? " (Default)" : "") << '\n';
      write_lines(out, argument.chosen(), prefix, depth + 1);
      return;
    default:
      out << start << " = " << argument.value << (argument.is_default() ? " (Default)" : "") << '\n';
  }
}

void write_record(stan::callbacks::structured_writer& out, const Argument& argument) {
  switch (argument.kind) {
    case Kind::group:
      out.begin_record(argument.name);
      for (const auto& part : argument.parts)
        write_record(out, part);
      out.end_record();
      return;
    case Kind::choice:
      out.begin_record(argument.name);
      out.write("value", argument.value);
      if (argument.chosen().heading)
        write_record(out, argument.chosen());
      out.end_record();
      return;
    case Kind::integer:
      out.write(argument.name, argument.integer());
      return;
    case Kind::real:
      out.write(argument.name, argument.real());
      return;
    case Kind::flag:
      out.write(argument.name, argument.flag());
      return;
    case Kind::text:
      out.write(argument.name, argument.value);
  }
}

}  // namespace

void write_info(std::ostream& out) {
  out << "stan_version_major = " << stan::MAJOR_VERSION << '\n'
      << "stan_version_minor = " << stan::MINOR_VERSION << '\n'
      << "stan_version_patch = " << stan::PATCH_VERSION << '\n'
      << "STAN_THREADS=false\nSTAN_MPI=false\nSTAN_OPENCL=false\nSTAN_NO_RANGE_CHECKS=false\nSTAN_CPP_OPTIMS=false\n";
}

void write_settings(std::ostream& out, const Argument& settings, const std::string& prefix) {
  for (const auto& part : settings.parts)
    write_lines(out, part, prefix, 0);
}

void write_preamble(std::ostream& out, const Argument& settings, const stan::model::model_base& model) {
  out << "# stan_version_major = " << stan::MAJOR_VERSION << '\n'
      << "# stan_version_minor = " << stan::MINOR_VERSION << '\n'
      << "# stan_version_patch = " << stan::PATCH_VERSION << '\n'
      << "# model = " << model.model_name() << '\n'
      << "# start_datetime = " << now() << '\n';
  write_settings(out, settings, "# ");
  for (const auto& line : model.model_compile_info())
    out << "# " << line << '\n';
}

void write_config(stan::callbacks::structured_writer& out, const Argument& settings,
                  const stan::model::model_base& model) {
  out.begin_record();
  out.write("stan_major_version", stan::MAJOR_VERSION);
  out.write("stan_minor_version", stan::MINOR_VERSION);
  out.write("stan_patch_version", stan::PATCH_VERSION);
  out.write("model_name", model.model_name());
  out.write("start_datetime", now());
  for (const auto& part : settings.parts)
    write_record(out, part);
  for (const auto& line : model.model_compile_info()) {
    const size_t equal = line.find(" = ");
    out.write(line.substr(0, equal), line.substr(equal + 3));
  }
  out.end_record();
}

}  // namespace driver
