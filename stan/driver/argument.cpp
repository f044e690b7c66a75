#include "argument.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace driver {
namespace {

bool parse_number(const std::string& text, double& number) {
  char* end = nullptr;
  number = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && number == number;
}

bool is_whole(const std::string& text) {
  const size_t start = !text.empty() && text[0] == '-';
  return text.size() > start && text.find_first_not_of("0123456789", start) == std::string::npos;
}

// Beyond what the library's `int` holds, where the range itself sets no limit.
bool overflows(double number, const Range& range) {
  return number > std::max<double>(std::numeric_limits<int>::max(), std::isfinite(range.high) ? range.high : 0);
}

std::string joined_names(const std::vector<Argument>& parts) {
  std::string names;
  for (const auto& part : parts)
    names += (names.empty() ? "" : ", ") + part.name;
  return names;
}

}  // namespace

std::string Range::describe(const std::string& name) const {
  const double infinity = std::numeric_limits<double>::infinity();
  std::ostringstream out;
  out.precision(10);
  if (low == high) {
    out << name << " == " << low;
    return out.str();
  }
  if (low > -infinity)
    out << low << (open ? " < " : " <= ");
  out << name;
  if (high < infinity)
    out << " <= " << high;
  return out.str();
}

Argument* Argument::find(const std::string& part) {
  for (auto& candidate : parts)
    if (candidate.name == part)
      return &candidate;
  return nullptr;
}

Argument& Argument::operator[](const std::string& part) {
  if (Argument* found = find(part))
    return *found;
  throw std::logic_error("\"" + name + "\" has no part \"" + part + "\"");
}

const Argument& Argument::operator[](const std::string& part) const {
  return const_cast<Argument&>(*this)[part];
}

bool Argument::accept(const std::string& given) {
  double number = 0;
  switch (kind) {
    case Kind::group:
      return false;
    case Kind::choice:
      if (find(given) == nullptr)
        return false;
      break;
    case Kind::integer:
      if (!is_whole(given) || !parse_number(given, number) || !range.contains(number) || overflows(number, range))
        return false;
      break;
    case Kind::real:
      if (!parse_number(given, number) || !range.contains(number))
        return false;
      break;
    case Kind::flag:
      if (given != "0" && given != "1" && given != "false" && given != "true")
        return false;
      value = given == "1" || given == "true" ? "true" : "false";
      return true;
    case Kind::text:
      break;
  }
  value = given;
  return true;
}

std::string Argument::valid_values() const {
  switch (kind) {
    case Kind::group:
    case Kind::choice:
      return joined_names(parts);
    case Kind::integer:
    case Kind::real:
      return range.describe(name);
    case Kind::flag:
      return "[0, 1, false, true]";
    default:
      return "All";
  }
}

Argument group(std::string name, std::string about, std::vector<Argument> parts) {
  return {std::move(name), Kind::group, std::move(about), "", {}, std::move(parts)};
}

Argument choice(std::string name, std::string about, std::string fallback, std::vector<Argument> parts) {
  return {std::move(name), Kind::choice, std::move(about), std::move(fallback), {}, std::move(parts)};
}

Argument integer(std::string name, std::string about, long long fallback, Range range) {
  return {std::move(name), Kind::integer, std::move(about), std::to_string(fallback), range, {}};
}

Argument real(std::string name, std::string about, std::string fallback, Range range) {
  return {std::move(name), Kind::real, std::move(about), std::move(fallback), range, {}};
}

Argument flag(std::string name, std::string about, bool fallback) {
  return {std::move(name), Kind::flag, std::move(about), fallback ? "true" : "false", {}, {}};
}

Argument text(std::string name, std::string about, std::string fallback) {
  return {std::move(name), Kind::text, std::move(about), std::move(fallback), {}, {}};
}

Argument word(std::string name, std::string about) {
  Argument option = group(std::move(name), std::move(about));
  option.heading = false;
  return option;
}

}  // namespace driver
