// What the command line may say, as a tree of descriptions, and what it did say.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace driver {

enum class Kind {
  group,    // `adapt`: opens its parts
  choice,   // `metric=dense_e`: one of its parts, which opens when it has parts itself
  integer,  // `thin=2`
  real,     // `delta=0.9`
  flag,     // `save_warmup=1`: 0, 1, false, true
  text      // `file=data.json`
};

// Numbers that an argument accepts.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool open = false;  // is `low` itself left out?

  bool contains(double x) const { return (open ? x > low : x >= low) && x <= high; }
  std::string describe(const std::string& name) const;
};

inline Range above(double low) { return {low, std::numeric_limits<double>::infinity(), true}; }
inline Range from(double low) { return {low}; }
inline Range between(double low, double high) { return {low, high}; }

struct Argument {
  std::string name;
  Kind kind;
  std::string about;
  std::string fallback;  // the default, as it is printed
  Range range;
  std::vector<Argument> parts;
  bool heading = true;  // as a choice that was made: printed on a line of its own?
  std::string value = fallback;
  bool opened = false;

  // The part of that name; a mistake of the programmer when there is none.
  const Argument& operator[](const std::string& part) const;
  Argument& operator[](const std::string& part);
  // The part of that name, or null.
  Argument* find(const std::string& part);
  // The part that a choice has settled on.
  const Argument& chosen() const { return (*this)[value]; }

  bool is_default() const { return value == fallback; }
  long long integer() const { return std::stoll(value); }
  double real() const { return std::stod(value); }
  bool flag() const { return value == "true"; }

  // Takes `given`, or says (false) that it is not among the valid values.
  bool accept(const std::string& given);
  std::string valid_values() const;
};

// Makers, so that a grammar reads as a table.
Argument group(std::string name, std::string about, std::vector<Argument> parts = {});
Argument choice(std::string name, std::string about, std::string fallback, std::vector<Argument> parts);
Argument integer(std::string name, std::string about, long long fallback, Range range);
Argument real(std::string name, std::string about, std::string fallback, Range range);
Argument flag(std::string name, std::string about, bool fallback);
Argument text(std::string name, std::string about, std::string fallback = "");
Argument word(std::string name, std::string about);  // a choice without a line of its own

}  // namespace driver
