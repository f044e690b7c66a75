#include "parse.hpp"

#include "grammar.hpp"

namespace driver {
namespace {

struct Word {
  std::string text, name, value;
  bool has_value;

  explicit Word(const std::string& word) : text(word), has_value(word.find('=') != std::string::npos) {
    const size_t equal = word.find('=');
    name = word.substr(0, equal);
    value = has_value ? word.substr(equal + 1) : "";
  }
};

// Every place in the tree where an argument called `name` may stand.
void places(const Argument& argument, const std::string& name, const std::string& path,
            std::vector<std::string>& found) {
  for (const auto& part : argument.parts) {
    const bool option = argument.kind == Kind::choice;
    const std::string here = path + (option ? "=" : path.empty() ? "" : " ") + part.name;
    if (part.name == name && !option)
      found.push_back(here + (part.kind == Kind::group ? "" : "=<value>"));
    places(part, name, here, found);
  }
}

std::string misplaced(const Argument& root, const Word& word) {
  std::string message = word.text + " is either mistyped or misplaced.";
  std::vector<std::string> found;
  places(root, word.name, "", found);
  if (!found.empty())
    message += "\nPerhaps you meant one of the following valid configurations?";
  for (const auto& place : found)
    message += "\n  " + place;
  return message;
}

class Parser {
 public:
  explicit Parser(Parsed& result) : result_(result), open_{&result.settings} {}

  void read(const Word& word) {
    if (word.text == "help" || word.text == "help-all") {
      result_.help = usage(*open_.back(), word.text == "help-all");
      return;
    }
    for (; !open_.empty(); open_.pop_back())
      if (taken(*open_.back(), word))
        return;
    open_ = {&result_.settings};
    result_.errors.push_back(misplaced(result_.settings, word));
  }

  bool has_method() const { return has_method_; }

 private:
  Parsed& result_;
  std::vector<Argument*> open_;  // from the root to the argument whose parts may follow
  bool has_method_ = false;

  bool taken(Argument& context, const Word& word) {
    if (Argument* part = context.find(word.name))
      return part->kind == Kind::group ? open(*part, word) : set(*part, word);
    if (&context == &result_.settings && !word.has_value && context["method"].find(word.name))
      return set(context["method"], Word("method=" + word.name));
    return false;
  }

  bool open(Argument& group, const Word& word) {
    if (group.opened || word.has_value)
      return false;
    group.opened = true;
    open_.push_back(&group);
    return true;
  }

  bool set(Argument& argument, const Word& word) {
    if (!word.has_value)
      result_.errors.push_back(word.text + " needs a value: " + word.name + "=<value>");
    else if (!argument.accept(word.value))
      result_.errors.push_back(word.value + " is not a valid value for \"" + argument.name + "\"\n  Valid values: "
                               + argument.valid_values());
    else if (argument.kind == Kind::choice)
      open_.push_back(&argument[argument.value]);
    has_method_ |= argument.name == "method";
    return true;
  }
};

std::string indented(size_t depth) { return std::string(2 * depth, ' '); }

void describe(const Argument& argument, size_t depth, bool deep, std::string& out) {
  const bool valued = argument.kind != Kind::group;
  out += indented(depth) + argument.name + (valued ? "=<value>" : "") + "\n";
  out += indented(depth + 1) + argument.about + "\n";
  if (argument.kind != Kind::text && (valued || !argument.parts.empty()))
    out += indented(depth + 1) + (valued ? "Valid values: " : "Valid subarguments: ") + argument.valid_values() + "\n";
  if (valued)
    out += indented(depth + 1) + "Defaults to " + argument.fallback + "\n";
  if (deep)
    for (const auto& part : argument.parts)
      describe(part, depth + 1, deep, out);
}

}  // namespace

std::string usage(const Argument& argument, bool deep) {
  std::string out;
  if (argument.name.empty()) {
    out = "Usage: <program> <method> [subargument=value ...] [data file=...] [output file=...] ...\n\n";
    for (const auto& part : argument.parts)
      describe(part, 1, deep, out);
    out += "\n  info\n    Print the versions and switches of this program\n";
    out += "  help, help-all\n    Describe an argument, with all below it\n";
  } else {
    describe(argument, 0, true, out);
  }
  return out;
}

Parsed parse(const std::vector<std::string>& words) {
  Parsed result{grammar(), {}, {}};
  Parser parser(result);
  for (const auto& word : words)
    parser.read(Word(word));
  if (result.help.empty() && !parser.has_method())
    result.errors.push_back("A method must be specified!");
  return result;
}

}  // namespace driver
