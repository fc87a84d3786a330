# spamd copies its whole configuration back after each mail, in case a user's preferences changed it: a fifth of its
# time. Nothing can change it here (-x: no user's preferences) but where a domain's Bayes database lies, which it
# remembers from the first mail on. So that is forgotten, and the copy left out. A test judges the same mails again in
# one child.
package Fumibako::Steady;

use strict;
use warnings;

use Mail::SpamAssassin;
use Mail::SpamAssassin::Plugin;

our @ISA = qw(Mail::SpamAssassin::Plugin);

sub new {
    my ($class, $main) = @_;
    my $self = $class->SUPER::new($main);
    bless $self, ref($class) || $class;
    no warnings 'redefine';
    *Mail::SpamAssassin::copy_config = sub { delete $_[0]->{conf}->{sed_path_cache}; return 1 };
    return $self;
}

1;
