# One sentence when there is no C++ compiler, instead of CMake's page.
set(wanted c++ g++ clang++)
if(DEFINED ENV{CXX})
  separate_arguments(command UNIX_COMMAND "$ENV{CXX}")
  list(POP_FRONT command command)
  list(PREPEND wanted "${command}")
endif()
find_program(compiler NAMES ${wanted} NO_CACHE)
if(NOT compiler)
  message(FATAL_ERROR "Building nbmixed needs a C++17 compiler and none was found: install one "
                      "(Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; "
                      "macOS: xcode-select --install; conda: conda install cxx-compiler) and try again.")
endif()
# pip names the compiler that made Python, which need not be here.
if(DEFINED ENV{CXX} AND NOT compiler MATCHES "${command}$")
  set(ENV{CXX} "${compiler}")
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
